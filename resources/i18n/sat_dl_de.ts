<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="de" sourcelanguage="en">
  <context>
    <name>SatDl</name>
    <message>
      <source>Comp&amp;are on the map</source>
      <translation>Auf der &amp;Karte vergleichen</translation>
    </message>
    <message>
      <source>Compare two layers</source>
      <translation>Zwei Layer vergleichen</translation>
    </message>
    <message>
      <source>Drag the handle on the map to see one layer on each side, for example an image and its classes.</source>
      <translation>Den Griff auf der Karte ziehen, um auf jeder Seite einen Layer zu sehen, zum Beispiel ein Bild und seine Klassen.</translation>
    </message>
    <message>
      <source>Layer on the left or upper side</source>
      <translation>Layer auf der linken oder oberen Seite</translation>
    </message>
    <message>
      <source>Layer on the right or lower side</source>
      <translation>Layer auf der rechten oder unteren Seite</translation>
    </message>
    <message>
      <source>Drag on the map, or move the handle with the arrow keys, Home and End.</source>
      <translation>Auf der Karte ziehen oder den Griff mit den Pfeiltasten, Pos1 und Ende bewegen.</translation>
    </message>
    <message>
      <source>Turn the handle (V)</source>
      <translation>Griff drehen (V)</translation>
    </message>
    <message>
      <source>End the comparison (Escape)</source>
      <translation>Vergleich beenden (Esc)</translation>
    </message>
    <message>
      <source>Swap the sides</source>
      <translation>Seiten tauschen</translation>
    </message>
    <message>
      <source>Comparing needs two raster layers in the project.</source>
      <translation>Zum Vergleichen braucht das Projekt zwei Rasterlayer.</translation>
    </message>
    <message>
      <source>User guide</source>
      <translation>Benutzerhandbuch</translation>
    </message>
    <message>
      <source>The raster layer to work on</source>
      <translation>Der Rasterlayer, mit dem gearbeitet wird</translation>
    </message>
    <message>
      <source>Raster layer</source>
      <translation>Rasterlayer</translation>
    </message>
    <message>
      <source>Runtime, options and memory</source>
      <translation>Laufzeitumgebung, Optionen und Speicher</translation>
    </message>
    <message>
      <source>Open the user guide (F1)</source>
      <translation>Benutzerhandbuch öffnen (F1)</translation>
    </message>
    <message>
      <source>No raster layer</source>
      <translation>Kein Rasterlayer</translation>
    </message>
    <message>
      <source>Image</source>
      <translation>Bild</translation>
    </message>
    <message>
      <source>What the layer contains; compare two layers</source>
      <translation>Was der Layer ist, und zwei Layer vergleichen</translation>
    </message>
    <message>
      <source>Enhance</source>
      <translation>Verbessern</translation>
    </message>
    <message>
      <source>Sharpen or clean the image</source>
      <translation>Das Bild schärfen oder säubern</translation>
    </message>
    <message>
      <source>Segment</source>
      <translation>Segmentieren</translation>
    </message>
    <message>
      <source>Find classes and turn them into polygons</source>
      <translation>Klassen finden und in Polygone umwandeln</translation>
    </message>
    <message>
      <source>Review</source>
      <translation>Prüfen</translation>
    </message>
    <message>
      <source>Accept and correct polygons</source>
      <translation>Polygone annehmen und korrigieren</translation>
    </message>
    <message>
      <source>Train</source>
      <translation>Trainieren</translation>
    </message>
    <message>
      <source>Train a model on your own polygons</source>
      <translation>Ein Modell mit eigenen Polygonen trainieren</translation>
    </message>
    <message>
      <source>Models</source>
      <translation>Modelle</translation>
    </message>
    <message>
      <source>Installed models, import and export</source>
      <translation>Installierte Modelle, Import und Export</translation>
    </message>
    <message>
      <source>&amp;Runtime…</source>
      <translation>&amp;Laufzeitumgebung…</translation>
    </message>
    <message>
      <source>&amp;Check this computer…</source>
      <translation>Diesen &amp;Computer prüfen…</translation>
    </message>
    <message>
      <source>&amp;Free memory</source>
      <translation>Speicher &amp;freigeben</translation>
    </message>
    <message>
      <source>&amp;Options…</source>
      <translation>&amp;Optionen…</translation>
    </message>
    <message>
      <source>Choose a raster layer first.</source>
      <translation>Zuerst einen Rasterlayer wählen.</translation>
    </message>
    <message>
      <source>None of these is available yet; the reasons are given above.</source>
      <translation>Nichts davon ist derzeit möglich; die Gründe stehen oben.</translation>
    </message>
    <message>
      <source>“sharpen” models stay closest to the true values; “decrappify” models look best.</source>
      <translation>„sharpen“-Modelle bleiben den wahren Werten am nächsten, „decrappify“-Modelle sehen am besten aus.</translation>
    </message>
    <message>
      <source>Also show where it disagrees (residual)</source>
      <translation>Auch zeigen, wo es abweicht (Residuum)</translation>
    </message>
    <message>
      <source>How far the result, degraded to the resolution of the layer, differs from it at each pixel.</source>
      <translation>Wie weit das Ergebnis, wieder vergröbert, vom Layer abweicht, Pixel für Pixel.</translation>
    </message>
    <message>
      <source>Model</source>
      <translation>Modell</translation>
    </message>
    <message>
      <source>&amp;Task</source>
      <translation>A&amp;ufgabe</translation>
    </message>
    <message>
      <source>Scale &amp;factor</source>
      <translation>&amp;Faktor</translation>
    </message>
    <message>
      <source>stops by itself</source>
      <translation>endet von selbst</translation>
    </message>
    <message>
      <source>More steps bring out more detail and, in the end, noise as well.</source>
      <translation>Mehr Schritte zeigen mehr Einzelheiten, am Ende aber auch das Rauschen.</translation>
    </message>
    <message>
      <source>The same seed gives the same result.</source>
      <translation>Derselbe Startwert ergibt dasselbe Ergebnis.</translation>
    </message>
    <message>
      <source>Fitting</source>
      <translation>Anpassung</translation>
    </message>
    <message>
      <source>Steps</source>
      <translation>Schritte</translation>
    </message>
    <message>
      <source>Seed</source>
      <translation>Startwert</translation>
    </message>
    <message>
      <source>The result has {} Mpx. A million pixels take 10 to 40 minutes on a processor and far less on a GPU. Try a small rectangle first.</source>
      <translation>Das Ergebnis hat {} Mpx. Eine Million Pixel dauern auf einem Prozessor 10 bis 40 Minuten, auf einer GPU weit weniger. Am besten zuerst ein kleines Rechteck probieren.</translation>
    </message>
    <message>
      <source>Enhance the image</source>
      <translation>Bild verbessern</translation>
    </message>
    <message>
      <source>Detail finer than the pixels of the layer is a plausible guess: draw on the result, but measure on the original.</source>
      <translation>Was feiner ist als die Pixel des Layers, ist eine dazu passende Vermutung: darauf zeichnen, aber am Original messen.</translation>
    </message>
    <message>
      <source>Where</source>
      <translation>Wo</translation>
    </message>
    <message>
      <source>Increase the resolution</source>
      <translation>Auflösung erhöhen</translation>
    </message>
    <message>
      <source>Remove noise</source>
      <translation>Rauschen entfernen</translation>
    </message>
    <message>
      <source>Fill missing pixels</source>
      <translation>Fehlende Pixel füllen</translation>
    </message>
    <message>
      <source>{} times</source>
      <translation>{}-fach</translation>
    </message>
    <message>
      <source>This version of Sat DL cannot do this yet.</source>
      <translation>Diese Version von Sat DL kann das noch nicht.</translation>
    </message>
    <message>
      <source>No model that enhances is installed. Import one on the page “Models”.</source>
      <translation>Es ist kein Modell zum Verbessern installiert. Auf der Seite „Modelle“ kann eines importiert werden.</translation>
    </message>
    <message>
      <source>Fitting a network needs PyTorch, which the runtime does not have yet.</source>
      <translation>Das Anpassen eines Netzes braucht PyTorch, das der Laufzeitumgebung noch fehlt.</translation>
    </message>
    <message>
      <source>Restores edges and detail as in sharp images. Takes seconds.</source>
      <translation>Stellt Kanten und Einzelheiten wie in scharfen Bildern wieder her. Dauert Sekunden.</translation>
    </message>
    <message>
      <source>Fits a network to this image and stops before it learns the noise. Takes minutes to hours.</source>
      <translation>Passt ein Netz an dieses Bild an und hält, bevor es das Rauschen lernt. Dauert Minuten bis Stunden.</translation>
    </message>
    <message>
      <source>Smooths the image with a fitted network, then sharpens it with the trained one.</source>
      <translation>Glättet das Bild mit einem angepassten Netz und schärft es dann mit dem trainierten.</translation>
    </message>
    <message>
      <source>Trained network</source>
      <translation>Trainiertes Netz</translation>
    </message>
    <message>
      <source>From this image alone</source>
      <translation>Allein aus diesem Bild</translation>
    </message>
    <message>
      <source>Both, one after the other</source>
      <translation>Beides nacheinander</translation>
    </message>
    <message>
      <source>Add it to the runtime…</source>
      <translation>Zur Laufzeitumgebung hinzufügen…</translation>
    </message>
    <message>
      <source>any; rendered by a server</source>
      <translation>beliebig, ein Server zeichnet ihn</translation>
    </message>
    <message>
      <source>unlimited</source>
      <translation>unbegrenzt</translation>
    </message>
    <message>
      <source>Choose a raster layer above or in the layers panel: an aerial or satellite image, or the layer of a map server.</source>
      <translation>Oben oder im Bedienfeld „Layer“ einen Rasterlayer wählen: ein Luft- oder Satellitenbild oder den Layer eines Kartenservers.</translation>
    </message>
    <message>
      <source>Segment this layer</source>
      <translation>Diesen Layer segmentieren</translation>
    </message>
    <message>
      <source>Pixel size</source>
      <translation>Pixelgröße</translation>
    </message>
    <message>
      <source>Extent</source>
      <translation>Ausdehnung</translation>
    </message>
    <message>
      <source>Bands</source>
      <translation>Kanäle</translation>
    </message>
    <message>
      <source>Values</source>
      <translation>Werte</translation>
    </message>
    <message>
      <source>No data</source>
      <translation>Leerwert</translation>
    </message>
    <message>
      <source>Coordinates</source>
      <translation>Koordinaten</translation>
    </message>
    <message>
      <source>Source</source>
      <translation>Quelle</translation>
    </message>
    <message>
      <source>a rendered image</source>
      <translation>ein gezeichnetes Bild</translation>
    </message>
    <message>
      <source>no value</source>
      <translation>kein Wert</translation>
    </message>
    <message>
      <source>unknown</source>
      <translation>unbekannt</translation>
    </message>
    <message>
      <source>server</source>
      <translation>Server</translation>
    </message>
    <message>
      <source>file</source>
      <translation>Datei</translation>
    </message>
    <message>
      <source>{} × {} pixels</source>
      <translation>{} × {} Pixel</translation>
    </message>
    <message>
      <source>{}, {} × {} km</source>
      <translation>{}, {} × {} km</translation>
    </message>
    <message>
      <source>What this layer is</source>
      <translation>Was dieser Layer ist</translation>
    </message>
    <message>
      <source>{}, {} × {} m</source>
      <translation>{}, {} × {} m</translation>
    </message>
    <message>
      <source>{} bands</source>
      <translation>{} Kanäle</translation>
    </message>
    <message>
      <source>unnamed</source>
      <translation>unbenannt</translation>
    </message>
    <message>
      <source>The layer has no CRS, so sizes in metres are guesses and no part of it can be selected on the map. Set the CRS in the layer properties.</source>
      <translation>Der Layer hat kein Koordinatenbezugssystem, daher sind Größen in Metern geraten, und auf der Karte kann kein Teil gewählt werden. Es wird in den Layereigenschaften festgelegt.</translation>
    </message>
    <message>
      <source>This layer comes from a server. The part you choose is copied first; a local file is faster for the live preview and for repeated runs.</source>
      <translation>Ein Server liefert diesen Layer. Der gewählte Teil wird zuerst kopiert; für die Live-Vorschau und mehrere Läufe ist eine Datei schneller.</translation>
    </message>
    <message>
      <source>The layer has one band. Most models need colour (red, green and blue); build a virtual raster if the bands are in separate files.</source>
      <translation>Der Layer hat einen Kanal. Die meisten Modelle brauchen Farbe (Rot, Grün und Blau); liegen die Kanäle in einzelnen Dateien, hilft ein virtuelles Raster.</translation>
    </message>
    <message>
      <source>The values are not in the range 0 to 255. They are stretched for models trained on 8-bit images.</source>
      <translation>Die Werte liegen nicht bei 0 bis 255 wie in einem Bild. Für Modelle, die aus Bildern gelernt haben, werden sie gestreckt.</translation>
    </message>
    <message>
      <source>The bands have no names. They are used in the order of the file.</source>
      <translation>Die Kanäle haben keine Namen. Es gilt die Reihenfolge der Datei.</translation>
    </message>
    <message>
      <source>A pixel is {} wide. Finding single buildings and roads needs about half a metre.</source>
      <translation>Ein Pixel ist {} breit. Einzelne Gebäude und Straßen brauchen etwa einen halben Meter.</translation>
    </message>
    <message>
      <source>A pixel is {} wide. The image is resampled to the coarser resolution of the model, which is fine.</source>
      <translation>Ein Pixel ist {} breit. Für das Modell wird vergröbert, das ist in Ordnung.</translation>
    </message>
    <message>
      <source>{} bit</source>
      <translation>{} Bit</translation>
    </message>
    <message>
      <source>{} bit, floating point</source>
      <translation>{} Bit, Dezimalzahlen</translation>
    </message>
    <message>
      <source>Classes</source>
      <translation>Klassen</translation>
    </message>
    <message>
      <source>Colour</source>
      <translation>Farbe</translation>
    </message>
    <message>
      <source>Value</source>
      <translation>Wert</translation>
    </message>
    <message>
      <source>Name</source>
      <translation>Name</translation>
    </message>
    <message>
      <source>Colour of {}</source>
      <translation>Farbe von {}</translation>
    </message>
    <message>
      <source>Value in the class raster, {} to {}; {} is the background</source>
      <translation>Wert im Klassenraster, {} bis {}; {} ist der Hintergrund</translation>
    </message>
    <message>
      <source>&amp;Name:</source>
      <translation>Na&amp;me:</translation>
    </message>
    <message>
      <source>Average: the mean of all models that have the class</source>
      <translation>Mittelwert: das Mittel aller, die eine Klasse kennen</translation>
    </message>
    <message>
      <source>Per class: each class from one model</source>
      <translation>Je Klasse: jede Klasse aus einem Modell</translation>
    </message>
    <message>
      <source>Combine &amp;by:</source>
      <translation>Komb&amp;inieren nach:</translation>
    </message>
    <message>
      <source>Each class comes from the topmost selected model that has it.</source>
      <translation>Jede Klasse kommt aus dem obersten gewählten Modell, das sie kennt.</translation>
    </message>
    <message>
      <source>Replace &amp;your set with this name</source>
      <translation>Eigenen Modellsatz dieses Namens übers&amp;chreiben</translation>
    </message>
    <message>
      <source>Bac&amp;k</source>
      <translation>&amp;Zurück</translation>
    </message>
    <message>
      <source>Save se&amp;t</source>
      <translation>Modellsatz &amp;speichern</translation>
    </message>
    <message>
      <source>Weight in the mean; 2 counts twice as much as 1</source>
      <translation>Wie viel es im Mittel zählt; 2 zählt doppelt so viel wie 1</translation>
    </message>
    <message>
      <source>Scales at which the model runs; the results are averaged. 1 is the resolution it was trained at; “1 0.5” adds pixels of twice the size</source>
      <translation>Maßstäbe, in denen es läuft und gemittelt wird, 1 für die Auflösung, mit der es trainiert wurde: „1 0.5“ betrachtet auch Pixel von doppelter Größe</translation>
    </message>
    <message>
      <source>No segmentation model is installed.</source>
      <translation>Es ist kein Modell installiert, das Klassen findet.</translation>
    </message>
    <message>
      <source>Separate scales with spaces, as in 1 0.5</source>
      <translation>Maßstäbe durch Leerzeichen trennen, wie in 1 0.5</translation>
    </message>
    <message>
      <source>Combine models</source>
      <translation>Modelle kombinieren</translation>
    </message>
    <message>
      <source>The selected models become one entry in the list. Each of them gets the bands and the pixel size it was trained on.</source>
      <translation>Die gewählten Modelle werden zu einem Eintrag in der Liste, der als eines läuft. Jedes sieht die Kanäle und die Pixelgröße, mit denen es gelernt hat.</translation>
    </message>
    <message>
      <source>Weight</source>
      <translation>Gewicht</translation>
    </message>
    <message>
      <source>Scales</source>
      <translation>Maßstäbe</translation>
    </message>
    <message>
      <source>Choose the models of the set.</source>
      <translation>Die Modelle wählen, die den Satz bilden.</translation>
    </message>
    <message>
      <source>Weight of {}</source>
      <translation>Gewicht von {}</translation>
    </message>
    <message>
      <source>Scales of {}</source>
      <translation>Maßstäbe von {}</translation>
    </message>
    <message>
      <source>Enter a name for the set.</source>
      <translation>Einen Namen angeben, unter dem der Satz gewählt wird.</translation>
    </message>
    <message>
      <source>The scales of {} cannot be understood</source>
      <translation>Die Maßstäbe von {} sind nicht verständlich</translation>
    </message>
    <message>
      <source>{!r} contains several lists</source>
      <translation>{!r} enthält mehrere Listen</translation>
    </message>
    <message>
      <source>You already have a set of this name.</source>
      <translation>Einen eigenen Modellsatz dieses Namens gibt es schon.</translation>
    </message>
    <message>
      <source>⚠ Guessed. Please check.</source>
      <translation>⚠ Geraten. Bitte prüfen.</translation>
    </message>
    <message>
      <source>Not specified; this is the usual value.</source>
      <translation>Nicht angegeben; das ist üblich.</translation>
    </message>
    <message>
      <source>Read from the network itself.</source>
      <translation>Aus dem Netz selbst gelesen.</translation>
    </message>
    <message>
      <source>Found in a trial run.</source>
      <translation>Durch einen Probelauf gefunden.</translation>
    </message>
    <message>
      <source>Read from the card inside the file.</source>
      <translation>Aus der Modellkarte in der Datei gelesen.</translation>
    </message>
    <message>
      <source>Entered by you.</source>
      <translation>Selbst eingegeben.</translation>
    </message>
    <message>
      <source>This is what was found out about the network. Below each field you see where its value comes from. Please correct what is wrong, guesses above all.</source>
      <translation>Das wurde verstanden. Unter jedem Feld steht, woher es kommt. Bitte korrigieren, was falsch ist, vor allem das Geratene.</translation>
    </message>
    <message>
      <source>&amp;Import</source>
      <translation>&amp;Importieren</translation>
    </message>
    <message>
      <source>The network does not specify everything. Please fill in the rest.</source>
      <translation>Das Netz verrät nicht alles. Bitte ergänzen.</translation>
    </message>
    <message>
      <source>Read a&amp;gain</source>
      <translation>Erneut le&amp;sen</translation>
    </message>
    <message>
      <source>red; green; blue; nir</source>
      <translation>red; green; blue; nir</translation>
    </message>
    <message>
      <source>background; building; road</source>
      <translation>background; building; road</translation>
    </message>
    <message>
      <source>Common names, separated by semicolons</source>
      <translation>Übliche englische Namen, durch Semikolon getrennt</translation>
    </message>
    <message>
      <source> m</source>
      <translation> m</translation>
    </message>
    <message>
      <source>same as the layer</source>
      <translation>wie der Layer</translation>
    </message>
    <message>
      <source>Cl&amp;asses:</source>
      <translation>&amp;Klassen:</translation>
    </message>
    <message>
      <source>Pixel si&amp;ze it was trained at:</source>
      <translation>Pixel&amp;größe, für die es gelernt hat:</translation>
    </message>
    <message>
      <source>&amp;Bands, in the order of the network:</source>
      <translation>Kanäle, in &amp;der Reihenfolge des Netzes:</translation>
    </message>
    <message>
      <source>Values it e&amp;xpects:</source>
      <translation>Werte, die e&amp;s erwartet:</translation>
    </message>
    <message>
      <source>Licence:</source>
      <translation>Lizenz:</translation>
    </message>
    <message>
      <source>Details</source>
      <translation>Einzelheiten</translation>
    </message>
    <message>
      <source>O&amp;utput of the network:</source>
      <translation>A&amp;usgabe des Netzes:</translation>
    </message>
    <message>
      <source>Join &amp;tiles without blending them</source>
      <translation>Kacheln &amp;ohne Überblendung zusammensetzen</translation>
    </message>
    <message>
      <source>Faster. Switch it off if the self-test finds differences at the edges of tiles.</source>
      <translation>Schneller. Ausschalten, wenn der Selbsttest findet, dass sich Kacheln an den Rändern unterscheiden.</translation>
    </message>
    <message>
      <source>Replace &amp;your model with this name</source>
      <translation>Eigenes Modell dieses Namens übers&amp;chreiben</translation>
    </message>
    <message>
      <source>Cl&amp;asses, in the order of the network:</source>
      <translation>&amp;Klassen, in der Reihenfolge des Netzes:</translation>
    </message>
    <message>
      <source>Read from: {}</source>
      <translation>Gelesen aus: {}</translation>
    </message>
    <message>
      <source>Import {}</source>
      <translation>{} importieren</translation>
    </message>
    <message>
      <source>A class value is not a whole number</source>
      <translation>Ein Wert der Klassen ist keine ganze Zahl</translation>
    </message>
    <message>
      <source>Values are 0 to 254; 0 is the background</source>
      <translation>Werte sind 0 bis 254; 0 ist der Hintergrund</translation>
    </message>
    <message>
      <source>physical values</source>
      <translation>physikalische Werte</translation>
    </message>
    <message>
      <source>Not tested yet. The first run starts with a self-test.</source>
      <translation>Noch nicht getestet. Der erste Lauf beginnt mit einem Selbsttest.</translation>
    </message>
    <message>
      <source>Training report</source>
      <translation>Trainingsbericht</translation>
    </message>
    <message>
      <source>Members</source>
      <translation>Mitglieder</translation>
    </message>
    <message>
      <source>Reading the card…</source>
      <translation>Modellkarte wird gelesen…</translation>
    </message>
    <message>
      <source>Self-&amp;test</source>
      <translation>&amp;Selbsttest</translation>
    </message>
    <message>
      <source>Runs the model on a small generated image and measures its speed</source>
      <translation>Probiert das Modell an einem kleinen erzeugten Bild und misst seine Geschwindigkeit</translation>
    </message>
    <message>
      <source>E&amp;xport…</source>
      <translation>E&amp;xportieren…</translation>
    </message>
    <message>
      <source>Copies the network and its card, or a set with its members, into a folder</source>
      <translation>Kopiert das Netz und seine Modellkarte oder einen Modellsatz mit seinen Mitgliedern in einen Ordner</translation>
    </message>
    <message>
      <source>Delete…</source>
      <translation>Löschen…</translation>
    </message>
    <message>
      <source>Thresholds:</source>
      <translation>Schwellwerte:</translation>
    </message>
    <message>
      <source>Task:</source>
      <translation>Aufgabe:</translation>
    </message>
    <message>
      <source>Values:</source>
      <translation>Werte:</translation>
    </message>
    <message>
      <source>Output:</source>
      <translation>Ausgabe:</translation>
    </message>
    <message>
      <source>Tiles:</source>
      <translation>Kacheln:</translation>
    </message>
    <message>
      <source>Input:</source>
      <translation>Eingabe:</translation>
    </message>
    <message>
      <source>File:</source>
      <translation>Datei:</translation>
    </message>
    <message>
      <source>joined without seams; margin {} px, stride {} px</source>
      <translation>nahtlos zusammengesetzt; Rand {} px, Schritt {} px</translation>
    </message>
    <message>
      <source>Passed its self-test: {} million pixels a second ({}).</source>
      <translation>Selbsttest bestanden: {} Millionen Pixel je Sekunde ({}).</translation>
    </message>
    <message>
      <source>Deletes it from your models</source>
      <translation>Löscht es aus den eigenen Modellen</translation>
    </message>
    <message>
      <source>Comes with Sat DL and cannot be deleted</source>
      <translation>Gehört zu Sat DL und kann nicht gelöscht werden</translation>
    </message>
    <message>
      <source>none</source>
      <translation>keine</translation>
    </message>
    <message>
      <source>any size</source>
      <translation>jede Größe</translation>
    </message>
    <message>
      <source>finds classes</source>
      <translation>findet Klassen</translation>
    </message>
    <message>
      <source>enhances images</source>
      <translation>verbessert Bilder</translation>
    </message>
    <message>
      <source>computes embeddings</source>
      <translation>berechnet Einbettungen</translation>
    </message>
    <message>
      <source>probabilities</source>
      <translation>Wahrscheinlichkeiten</translation>
    </message>
    <message>
      <source>scores, exclusive classes (softmax)</source>
      <translation>Punktwerte, eine Klasse gewinnt (Softmax)</translation>
    </message>
    <message>
      <source>scores, independent classes (sigmoid)</source>
      <translation>Punktwerte, jede Klasse für sich (Sigmoid)</translation>
    </message>
    <message>
      <source>{} to {}</source>
      <translation>{} bis {}</translation>
    </message>
    <message>
      <source>{}, divided by {}</source>
      <translation>{}, geteilt durch {}</translation>
    </message>
    <message>
      <source>{}, standardised per band</source>
      <translation>{}, je Kanal standardisiert</translation>
    </message>
    <message>
      <source>overlap and are blended; stride {} px</source>
      <translation>überlappend und überblendet; Schritt {} px</translation>
    </message>
    <message>
      <source>Failed its self-test: {}</source>
      <translation>Selbsttest nicht bestanden: {}</translation>
    </message>
    <message>
      <source>{}, times {}</source>
      <translation>{}, mal {}</translation>
    </message>
    <message>
      <source>{} {}</source>
      <translation>{} {}</translation>
    </message>
    <message>
      <source>always {} pixels a side</source>
      <translation>nur {} Pixel Seitenlänge</translation>
    </message>
    <message>
      <source>{} (set of {})</source>
      <translation>{} (Satz aus {})</translation>
    </message>
    <message>
      <source>Bundled</source>
      <translation>Mitgeliefert</translation>
    </message>
    <message>
      <source>Your own</source>
      <translation>Eigene</translation>
    </message>
    <message>
      <source>any</source>
      <translation>beliebig</translation>
    </message>
    <message>
      <source>Delete</source>
      <translation>Löschen</translation>
    </message>
    <message>
      <source>&amp;Keep it</source>
      <translation>Behalten</translation>
    </message>
    <message>
      <source>&amp;Import file…</source>
      <translation>Datei &amp;importieren…</translation>
    </message>
    <message>
      <source>An ONNX network (also from Deepness), the .emd or STAC item next to one, or the .set.json of a set</source>
      <translation>Ein ONNX-Netz, auch von Deepness, die .emd-Datei oder das STAC-Element daneben oder die .set.json-Datei eines Modellsatzes</translation>
    </message>
    <message>
      <source>Import &amp;folder…</source>
      <translation>&amp;Ordner importieren…</translation>
    </message>
    <message>
      <source>A folder with a network and its description</source>
      <translation>Ein Ordner mit einem Netz und seiner Beschreibung</translation>
    </message>
    <message>
      <source>Com&amp;bine models…</source>
      <translation>Modelle &amp;kombinieren…</translation>
    </message>
    <message>
      <source>Saves several models as one entry: their mean, or one model for each class</source>
      <translation>Speichert mehrere Netze als einen Eintrag: ihr Mittel, oder eines für jede Klasse</translation>
    </message>
    <message>
      <source>No model is installed. Import one.</source>
      <translation>Es ist kein Modell installiert. Bitte eines importieren.</translation>
    </message>
    <message>
      <source>C&amp;ancel</source>
      <translation>Abbre&amp;chen</translation>
    </message>
    <message>
      <source>Networks</source>
      <translation>Netze</translation>
    </message>
    <message>
      <source>Choose a network</source>
      <translation>Ein Netz wählen</translation>
    </message>
    <message>
      <source>Networks, sets and descriptions (*.onnx *.emd *.json);;All files (*)</source>
      <translation>Netze, Modellsätze und Beschreibungen (*.onnx *.emd *.json);;Alle Dateien (*)</translation>
    </message>
    <message>
      <source>Choose the folder of a network</source>
      <translation>Den Ordner eines Netzes wählen</translation>
    </message>
    <message>
      <source>Export the model into a folder</source>
      <translation>Modell in einen Ordner exportieren</translation>
    </message>
    <message>
      <source>Delete the model “{}” and its card from this computer?</source>
      <translation>Das Modell „{}“ und seine Modellkarte von diesem Computer löschen?</translation>
    </message>
    <message>
      <source>{} Without it these sets cannot run: {}.</source>
      <translation>{} Ohne es können diese Modellsätze nicht laufen: {}.</translation>
    </message>
    <message>
      <source>This folder contains several networks</source>
      <translation>In diesem Ordner liegen mehrere Netze</translation>
    </message>
    <message>
      <source>Read it</source>
      <translation>Dieses lesen</translation>
    </message>
    <message>
      <source>Stopped.</source>
      <translation>Angehalten.</translation>
    </message>
    <message>
      <source>Delete the set “{}” from this computer? Its members stay.</source>
      <translation>Den Modellsatz „{}“ von diesem Computer löschen? Seine Mitglieder bleiben.</translation>
    </message>
    <message>
      <source>“{}” is deleted.</source>
      <translation>„{}“ ist gelöscht.</translation>
    </message>
    <message>
      <source>“{}” is one of your models now.</source>
      <translation>„{}“ gehört jetzt zu den eigenen Modellen.</translation>
    </message>
    <message>
      <source>The report is in {}</source>
      <translation>Der Bericht liegt in {}</translation>
    </message>
    <message>
      <source>The model matches its card.</source>
      <translation>Das Modell entspricht seiner Modellkarte.</translation>
    </message>
    <message>
      <source>Exported: {}</source>
      <translation>Exportiert: {}</translation>
    </message>
    <message>
      <source>Mean:</source>
      <translation>Mittelwert:</translation>
    </message>
    <message>
      <source>Deviation:</source>
      <translation>Standardabweichung:</translation>
    </message>
    <message>
      <source>One number per band, separated by semicolons; applied after the values are multiplied</source>
      <translation>Eine Zahl je Kanal, durch Semikolon getrennt, nach der Multiplikation der Werte</translation>
    </message>
    <message>
      <source>8-bit images, divided by 255</source>
      <translation>8-Bit-Bilder, durch 255 geteilt</translation>
    </message>
    <message>
      <source>8-bit images, as they are</source>
      <translation>8-Bit-Bilder, unverändert</translation>
    </message>
    <message>
      <source>Reflectance 0 to 1</source>
      <translation>Reflexionsgrad 0 bis 1</translation>
    </message>
    <message>
      <source>Reflectance 0 to 10 000</source>
      <translation>Reflexionsgrad 0 bis 10 000</translation>
    </message>
    <message>
      <source>Mean and deviation need one number per band</source>
      <translation>Mittelwert und Standardabweichung haben eine Zahl je Kanal</translation>
    </message>
    <message>
      <source>Write them like this: 0.485; 0.456; 0.406</source>
      <translation>So schreiben: 0.485; 0.456; 0.406</translation>
    </message>
    <message>
      <source>As read: {}</source>
      <translation>Wie gelesen: {}</translation>
    </message>
    <message>
      <source>“{}” is not a list of numbers</source>
      <translation>„{}“ ist keine Liste von Zahlen</translation>
    </message>
    <message>
      <source>Each class comes from one of them:</source>
      <translation>Jede Klasse kommt aus einem von ihnen:</translation>
    </message>
    <message>
      <source>Each class is the mean of the members that have it:</source>
      <translation>Jede Klasse ist das Mittel derer, die sie kennen:</translation>
    </message>
    <message>
      <source>missing</source>
      <translation>fehlt</translation>
    </message>
    <message>
      <source>scale {}</source>
      <translation>Maßstab {}</translation>
    </message>
    <message>
      <source>weight {}</source>
      <translation>Gewicht {}</translation>
    </message>
    <message>
      <source>Runtime</source>
      <translation>Laufzeitumgebung</translation>
    </message>
    <message>
      <source>Fol&amp;der</source>
      <translation>&amp;Ordner</translation>
    </message>
    <message>
      <source> min</source>
      <translation> min</translation>
    </message>
    <message>
      <source>At once</source>
      <translation>Sofort</translation>
    </message>
    <message>
      <source>&amp;End when idle for</source>
      <translation>Bei Leerlauf &amp;beenden nach</translation>
    </message>
    <message>
      <source>Computing</source>
      <translation>Berechnung</translation>
    </message>
    <message>
      <source>De&amp;vice</source>
      <translation>&amp;Gerät</translation>
    </message>
    <message>
      <source>All</source>
      <translation>Alle</translation>
    </message>
    <message>
      <source>&amp;Threads</source>
      <translation>&amp;Threads</translation>
    </message>
    <message>
      <source> GB</source>
      <translation> GB</translation>
    </message>
    <message>
      <source>Chosen by Sat DL</source>
      <translation>Von Sat DL gewählt</translation>
    </message>
    <message>
      <source>&amp;Memory limit</source>
      <translation>&amp;Speichergrenze</translation>
    </message>
    <message>
      <source>Panel</source>
      <translation>Bedienfeld</translation>
    </message>
    <message>
      <source>Default &amp;quality</source>
      <translation>&amp;Qualität zu Beginn</translation>
    </message>
    <message>
      <source>Temporary files</source>
      <translation>Temporäre Dateien</translation>
    </message>
    <message>
      <source>&amp;Results folder</source>
      <translation>&amp;Ergebnisse speichern in</translation>
    </message>
    <message>
      <source> MB</source>
      <translation> MB</translation>
    </message>
    <message>
      <source>Keep none</source>
      <translation>Keine behalten</translation>
    </message>
    <message>
      <source>&amp;Previews take at most</source>
      <translation>&amp;Vorschauen höchstens</translation>
    </message>
    <message>
      <source>&amp;Clear now</source>
      <translation>&amp;Jetzt leeren</translation>
    </message>
    <message>
      <source>Counting…</source>
      <translation>Wird gezählt…</translation>
    </message>
    <message>
      <source>Best available</source>
      <translation>Das beste vorhandene</translation>
    </message>
    <message>
      <source>Processor</source>
      <translation>Prozessor</translation>
    </message>
    <message>
      <source>NVIDIA GPU</source>
      <translation>NVIDIA-GPU</translation>
    </message>
    <message>
      <source>Second NVIDIA GPU</source>
      <translation>Zweite NVIDIA-GPU</translation>
    </message>
    <message>
      <source>Any GPU, on Windows</source>
      <translation>Jede GPU, unter Windows</translation>
    </message>
    <message>
      <source>Any GPU, on macOS</source>
      <translation>Jede GPU, unter macOS</translation>
    </message>
    <message>
      <source>Sat DL installs its Python in this folder and looks for it only there. After a change, set up the runtime again; the old one stays where it is.</source>
      <translation>In diesem Ordner richtet Sat DL das Python ein, mit dem es rechnet, und sucht es nur dort. Nach einer Änderung muss es neu eingerichtet werden; das alte bleibt, wo es ist.</translation>
    </message>
    <message>
      <source>Models stay loaded until then, so the next run starts faster; afterwards their memory is freed.</source>
      <translation>Bis dahin bleiben Modelle geladen, damit der nächste Lauf schneller beginnt; danach ist ihr Speicher wieder frei.</translation>
    </message>
    <message>
      <source>With less memory, the image is processed in smaller parts.</source>
      <translation>Mit weniger Speicher wird das Bild in kleineren Teilen berechnet.</translation>
    </message>
    <message>
      <source>Fast</source>
      <translation>Schnell</translation>
    </message>
    <message>
      <source>Balanced</source>
      <translation>Ausgewogen</translation>
    </message>
    <message>
      <source>Best</source>
      <translation>Beste</translation>
    </message>
    <message>
      <source>Temporary files are removed when QGIS ends.</source>
      <translation>Temporäre Dateien werden entfernt, wenn QGIS endet.</translation>
    </message>
    <message>
      <source>{} MB in use</source>
      <translation>{} MB belegt</translation>
    </message>
    <message>
      <source>Updating the preview…</source>
      <translation>Vorschau wird aktualisiert…</translation>
    </message>
    <message>
      <source>Updating the preview; with the best quality this takes a while…</source>
      <translation>Vorschau wird aktualisiert; mit der besten Qualität dauert das eine Weile…</translation>
    </message>
    <message>
      <source>Preview shows the middle of the map; zoom in to see all of it.</source>
      <translation>Die Vorschau zeigt die Mitte der Karte; hineinzoomen, um alles zu sehen.</translation>
    </message>
    <message>
      <source>Preview shows what a run would give here.</source>
      <translation>Die Vorschau zeigt, was ein Lauf hier ergeben würde.</translation>
    </message>
    <message>
      <source>Choose a raster layer to preview.</source>
      <translation>Einen Rasterlayer für die Vorschau wählen.</translation>
    </message>
    <message>
      <source>All classes are switched off.</source>
      <translation>Alle Klassen sind ausgeschaltet.</translation>
    </message>
    <message>
      <source>The layer is not in view.</source>
      <translation>Der Layer ist nicht im Bild.</translation>
    </message>
    <message>
      <source>The layer has no position on the map</source>
      <translation>Der Layer hat keinen Ort auf der Karte</translation>
    </message>
    <message>
      <source>Georeference it, or run the model and look at the result</source>
      <translation>Den Layer georeferenzieren oder das Modell laufen lassen und das Ergebnis ansehen</translation>
    </message>
    <message>
      <source>A server draws the layer, and the model does not say how large a pixel should be</source>
      <translation>Ein Server zeichnet den Layer, und das Modell sagt nicht, wie groß ein Pixel sein soll</translation>
    </message>
    <message>
      <source>Import the model with its resolution, or export the layer to a GeoTIFF</source>
      <translation>Das Modell mit seiner Auflösung importieren oder den Layer als GeoTIFF exportieren</translation>
    </message>
    <message>
      <source>The preview cannot be drawn over layer “{}”</source>
      <translation>Die Vorschau kann nicht über Layer „{}“ gezeichnet werden</translation>
    </message>
    <message>
      <source>Layer “{}” cannot be previewed with this model</source>
      <translation>Für Layer „{}“ ist mit diesem Modell keine Vorschau möglich</translation>
    </message>
    <message>
      <source>Preview</source>
      <translation>Vorschau</translation>
    </message>
    <message>
      <source>Live preview on the map</source>
      <translation>Live-Vorschau auf der Karte</translation>
    </message>
    <message>
      <source>Draws the classes over the visible part of the layer, exactly as a run would produce them. Nothing is written.</source>
      <translation>Zeichnet die Klassen über den Teil des Layers, den die Karte zeigt, genau wie ein Lauf sie ergeben würde. Es wird nichts geschrieben.</translation>
    </message>
    <message>
      <source>Mark tile as done</source>
      <translation>Kachel als fertig markieren</translation>
    </message>
    <message>
      <source>Everything in the tile under the mouse is correct; once more takes it back</source>
      <translation>Alles in der Kachel unter der Maus stimmt; noch einmal nimmt es zurück</translation>
    </message>
    <message>
      <source>Accept</source>
      <translation>Annehmen</translation>
    </message>
    <message>
      <source>It is right; go on</source>
      <translation>Es stimmt; weiter</translation>
    </message>
    <message>
      <source>Reject</source>
      <translation>Ablehnen</translation>
    </message>
    <message>
      <source>There is no such object; go on</source>
      <translation>Ein solches Objekt gibt es nicht; weiter</translation>
    </message>
    <message>
      <source>Next</source>
      <translation>Weiter</translation>
    </message>
    <message>
      <source>Go on without deciding</source>
      <translation>Weiter, ohne zu entscheiden</translation>
    </message>
    <message>
      <source>Space</source>
      <translation>Leertaste</translation>
    </message>
    <message>
      <source>Previous</source>
      <translation>Zurück</translation>
    </message>
    <message>
      <source>Go back to the polygon before</source>
      <translation>Zurück zum vorigen Polygon</translation>
    </message>
    <message>
      <source>Accept all in view</source>
      <translation>Alle im Ausschnitt annehmen</translation>
    </message>
    <message>
      <source>Accept everything of the queue that the map shows</source>
      <translation>Alles aus der Warteschlange annehmen, was die Karte zeigt</translation>
    </message>
    <message>
      <source>Reject with the mouse</source>
      <translation>Mit der Maus ablehnen</translation>
    </message>
    <message>
      <source>Click polygons that are wrong, or drag across several</source>
      <translation>Falsche Polygone anklicken oder über mehrere ziehen</translation>
    </message>
    <message>
      <source>Shift+X</source>
      <translation>Umschalt+X</translation>
    </message>
    <message>
      <source>Reject up to this size</source>
      <translation>Bis zu dieser Größe ablehnen</translation>
    </message>
    <message>
      <source>Reject all undecided polygons of its class that are no larger</source>
      <translation>Alle unentschiedenen Polygone seiner Klasse ablehnen, die nicht größer sind</translation>
    </message>
    <message>
      <source>Reject up to this confidence</source>
      <translation>Bis zu dieser Sicherheit ablehnen</translation>
    </message>
    <message>
      <source>Reject all undecided polygons of its class that are not more confident</source>
      <translation>Alle unentschiedenen Polygone seiner Klasse ablehnen, die nicht sicherer sind</translation>
    </message>
    <message>
      <source>Redraw</source>
      <translation>Neu zeichnen</translation>
    </message>
    <message>
      <source>Draw the outline anew, with clicks or with the button held down</source>
      <translation>Den Umriss neu zeichnen, mit Klicks oder mit gedrückter Maustaste</translation>
    </message>
    <message>
      <source>Split</source>
      <translation>Teilen</translation>
    </message>
    <message>
      <source>Draw a line across the polygon</source>
      <translation>Eine Linie quer durch das Polygon zeichnen</translation>
    </message>
    <message>
      <source>Merge</source>
      <translation>Vereinigen</translation>
    </message>
    <message>
      <source>Click the polygon to merge with</source>
      <translation>Das Polygon anklicken, mit dem vereinigt wird</translation>
    </message>
    <message>
      <source>Fill holes</source>
      <translation>Löcher füllen</translation>
    </message>
    <message>
      <source>Fill all holes of the polygon</source>
      <translation>Alle Löcher des Polygons füllen</translation>
    </message>
    <message>
      <source>Undo</source>
      <translation>Rückgängig</translation>
    </message>
    <message>
      <source>Undo the last step and go back to its polygon</source>
      <translation>Den letzten Schritt rückgängig machen und zu seinem Polygon zurückgehen</translation>
    </message>
    <message>
      <source>Redo</source>
      <translation>Wiederholen</translation>
    </message>
    <message>
      <source>Do again what was undone last</source>
      <translation>Was zuletzt rückgängig gemacht wurde, erneut tun</translation>
    </message>
    <message>
      <source>Shift+Z</source>
      <translation>Umschalt+Z</translation>
    </message>
    <message>
      <source>Review &amp;file</source>
      <translation>Prü&amp;fdatei</translation>
    </message>
    <message>
      <source>A review layer is a copy of the predictions in a GeoPackage. It also keeps what you decide, so that nothing gets lost when QGIS or the computer stops.</source>
      <translation>Ein Prüflayer ist eine Kopie der Vorhersagen in einem GeoPackage. Er behält auch, was entschieden wird, damit nichts verloren geht, wenn QGIS oder der Computer stehen bleibt.</translation>
    </message>
    <message>
      <source>No polygon layer</source>
      <translation>Kein Polygonlayer</translation>
    </message>
    <message>
      <source>Pol&amp;ygons</source>
      <translation>Pol&amp;ygone</translation>
    </message>
    <message>
      <source>optional</source>
      <translation>freiwillig</translation>
    </message>
    <message>
      <source>Written into the journal, so that others see who decided</source>
      <translation>Wird ins Protokoll der Prüfung geschrieben, damit andere sehen, wer entschieden hat</translation>
    </message>
    <message>
      <source>Your &amp;name</source>
      <translation>Eigener Na&amp;me</translation>
    </message>
    <message>
      <source>GeoPackage (*.gpkg)</source>
      <translation>GeoPackage (*.gpkg)</translation>
    </message>
    <message>
      <source>&amp;Begin the review</source>
      <translation>Prüfung be&amp;ginnen</translation>
    </message>
    <message>
      <source>Segment an image first, or add a layer with predicted polygons.</source>
      <translation>Zuerst ein Bild segmentieren oder einen Layer mit vorhergesagten Polygonen hinzufügen.</translation>
    </message>
    <message>
      <source>Review polygons</source>
      <translation>Polygone prüfen</translation>
    </message>
    <message>
      <source>&amp;End the review</source>
      <translation>Prüfun&amp;g beenden</translation>
    </message>
    <message>
      <source>&amp;Make a review layer</source>
      <translation>Prüflayer anle&amp;gen</translation>
    </message>
    <message>
      <source>The review layer could not be made</source>
      <translation>Der Prüflayer konnte nicht angelegt werden</translation>
    </message>
    <message>
      <source>See the log of QGIS</source>
      <translation>Im Protokoll von QGIS nachsehen</translation>
    </message>
    <message>
      <source>Learn &amp;from corrections</source>
      <translation>Au&amp;s Korrekturen lernen</translation>
    </message>
    <message>
      <source>Makes a new version of the model; the old one stays as it is</source>
      <translation>Macht eine neue Version des Modells; die alte bleibt, wie sie ist</translation>
    </message>
    <message>
      <source>Cancel learning</source>
      <translation>Lernen abbrechen</translation>
    </message>
    <message>
      <source>W&amp;hat to label next…</source>
      <translation>Was als &amp;Nächstes erfassen…</translation>
    </message>
    <message>
      <source>Makes tiles, ranked by how much labels there would teach the model</source>
      <translation>Erstellt Kacheln, geordnet danach, wie viel das Modell dort aus Labels lernen würde</translation>
    </message>
    <message>
      <source>Mo&amp;del</source>
      <translation>Modell</translation>
    </message>
    <message>
      <source>T&amp;iles</source>
      <translation>Kacheln</translation>
    </message>
    <message>
      <source>Ti&amp;me limit</source>
      <translation>Zeitgrenze</translation>
    </message>
    <message>
      <source>Open the report</source>
      <translation>Bericht öffnen</translation>
    </message>
    <message>
      <source>&amp;Keep</source>
      <translation>Behalten</translation>
    </message>
    <message>
      <source>Puts the new version among your models</source>
      <translation>Legt die neue Version zu den eigenen Modellen</translation>
    </message>
    <message>
      <source>Disca&amp;rd</source>
      <translation>Verwerfen</translation>
    </message>
    <message>
      <source>Deletes the new version; the old one stays</source>
      <translation>Löscht die neue Version; die alte bleibt</translation>
    </message>
    <message>
      <source>Learning needs the runtime for training, see the page “Train”.</source>
      <translation>Das Lernen braucht die Laufzeitumgebung zum Trainieren, siehe die Seite „Trainieren“.</translation>
    </message>
    <message>
      <source>There is no model that could learn.</source>
      <translation>Es gibt kein Modell, das lernen könnte.</translation>
    </message>
    <message>
      <source>Choose the picture that was segmented in the list of layers.</source>
      <translation>In der Liste der Layer das Bild wählen, das segmentiert wurde.</translation>
    </message>
    <message>
      <source>Too little was reviewed to tell whether it is better.</source>
      <translation>Es wurde zu wenig geprüft, um zu sagen, ob sie besser ist.</translation>
    </message>
    <message>
      <source>Learn from corrections</source>
      <translation>Aus Korrekturen lernen</translation>
    </message>
    <message>
      <source>{} · learning</source>
      <translation>{} · Lernen</translation>
    </message>
    <message>
      <source>“{}” has learnt from your corrections.</source>
      <translation>„{}“ hat aus den Korrekturen gelernt.</translation>
    </message>
    <message>
      <source>{}: IoU {} % before, {} % after</source>
      <translation>{}: IoU vorher {} %, nachher {} %</translation>
    </message>
    <message>
      <source>“{}” is among your models. Predict again with it, and bring the result in with “Update predictions”: what people decided stays.</source>
      <translation>„{}“ gehört jetzt zu den eigenen Modellen. Damit erneut vorhersagen und das Ergebnis mit „Vorhersagen aktualisieren“ übernehmen: Was Menschen entschieden haben, bleibt.</translation>
    </message>
    <message>
      <source>Accept all in &amp;view  V</source>
      <translation>Alle im Ausschnitt annehmen  V</translation>
    </message>
    <message>
      <source>Everything of the queue that the map shows</source>
      <translation>Alles aus der Warteschlange, was die Karte zeigt</translation>
    </message>
    <message>
      <source>Accept all of a &amp;class</source>
      <translation>Alle e&amp;iner Klasse annehmen</translation>
    </message>
    <message>
      <source>Reject up to this size  K</source>
      <translation>Bis zu dieser Größe ablehnen  K</translation>
    </message>
    <message>
      <source>All undecided polygons of its class that are no larger</source>
      <translation>Alle unentschiedenen Polygone seiner Klasse, die nicht größer sind</translation>
    </message>
    <message>
      <source>Reject up to this confidence  L</source>
      <translation>Bis zu dieser Sicherheit ablehnen  L</translation>
    </message>
    <message>
      <source>All undecided polygons of its class that are not more confident</source>
      <translation>Alle unentschiedenen Polygone seiner Klasse, die nicht sicherer sind</translation>
    </message>
    <message>
      <source>&amp;Save edits</source>
      <translation>Änderungen spei&amp;chern</translation>
    </message>
    <message>
      <source>&amp;Update predictions…</source>
      <translation>Vorhersagen akt&amp;ualisieren…</translation>
    </message>
    <message>
      <source>Bring in a newer prediction; what people decided stays as it is</source>
      <translation>Eine neuere Vorhersage übernehmen; was Menschen entschieden haben, bleibt, wie es ist</translation>
    </message>
    <message>
      <source>E&amp;xport labels…</source>
      <translation>Labels e&amp;xportieren…</translation>
    </message>
    <message>
      <source>S&amp;top</source>
      <translation>Sto&amp;pp</translation>
    </message>
    <message>
      <source>What is done so far stays, as one step to undo</source>
      <translation>Was bis dahin getan ist, bleibt, als ein Schritt, der rückgängig zu machen ist</translation>
    </message>
    <message>
      <source>All at once</source>
      <translation>Alles auf einmal</translation>
    </message>
    <message>
      <source>The newer prediction draws another outline, dashed on the map.</source>
      <translation>Die neuere Vorhersage zeichnet einen anderen Umriss, auf der Karte gestrichelt.</translation>
    </message>
    <message>
      <source>The newer prediction finds nothing here.</source>
      <translation>Die neuere Vorhersage findet hier nichts.</translation>
    </message>
    <message>
      <source>You rejected this, and it is predicted again: {}.</source>
      <translation>Dies wurde abgelehnt und wird wieder vorhergesagt: {}.</translation>
    </message>
    <message>
      <source>This polygon</source>
      <translation>Dieses Polygon</translation>
    </message>
    <message>
      <source>It is of this class; go on. New polygons get it, too</source>
      <translation>Es gehört zu dieser Klasse; weiter. Auch neue Polygone bekommen sie</translation>
    </message>
    <message>
      <source>None is chosen. Click one on the map, or go to the next.</source>
      <translation>Keines ist gewählt. Eines auf der Karte anklicken oder zum nächsten gehen.</translation>
    </message>
    <message>
      <source>Keep mine</source>
      <translation>Meines behalten</translation>
    </message>
    <message>
      <source>Take the prediction</source>
      <translation>Vorhersage nehmen</translation>
    </message>
    <message>
      <source>{} ({}): {}</source>
      <translation>{} ({}): {}</translation>
    </message>
    <message>
      <source>The newer prediction says: {}.</source>
      <translation>Die neuere Vorhersage sagt: {}.</translation>
    </message>
    <message>
      <source>confidence {} %</source>
      <translation>Sicherheit {} %</translation>
    </message>
    <message>
      <source>{} m²</source>
      <translation>{} m²</translation>
    </message>
    <message>
      <source>&amp;Order</source>
      <translation>Reihenf&amp;olge</translation>
    </message>
    <message>
      <source>C&amp;lass</source>
      <translation>&amp;Klasse</translation>
    </message>
    <message>
      <source>Only &amp;what the map shows</source>
      <translation>Nur was die Karte &amp;zeigt</translation>
    </message>
    <message>
      <source>The map then stays where it is</source>
      <translation>Die Karte bleibt dann, wo sie ist</translation>
    </message>
    <message>
      <source>All classes</source>
      <translation>Alle Klassen</translation>
    </message>
    <message>
      <source>Reading the polygons…</source>
      <translation>Polygone werden gelesen…</translation>
    </message>
    <message>
      <source>Least confident first</source>
      <translation>Unsicherste zuerst</translation>
    </message>
    <message>
      <source>Largest first</source>
      <translation>Größte zuerst</translation>
    </message>
    <message>
      <source>By class</source>
      <translation>Nach Klasse</translation>
    </message>
    <message>
      <source>By tile, neighbours together</source>
      <translation>Nach Kachel, Nachbarn zusammen</translation>
    </message>
    <message>
      <source>Disagreements</source>
      <translation>Widersprüche</translation>
    </message>
    <message>
      <source>{} left</source>
      <translation>noch {}</translation>
    </message>
    <message>
      <source>{} of {}</source>
      <translation>{} von {}</translation>
    </message>
    <message>
      <source>{} in the queue</source>
      <translation>{} in der Warteschlange</translation>
    </message>
    <message>
      <source>{} decided</source>
      <translation>{} entschieden</translation>
    </message>
    <message>
      <source>{} s per object</source>
      <translation>{} s je Objekt</translation>
    </message>
    <message>
      <source>Accept all</source>
      <translation>Alle annehmen</translation>
    </message>
    <message>
      <source>Polygons accepted: {}</source>
      <translation>Angenommene Polygone: {}</translation>
    </message>
    <message>
      <source>Reject all</source>
      <translation>Alle ablehnen</translation>
    </message>
    <message>
      <source>Polygons rejected: {}</source>
      <translation>Abgelehnte Polygone: {}</translation>
    </message>
    <message>
      <source>There is no polygon to reject here.</source>
      <translation>Hier ist kein Polygon abzulehnen.</translation>
    </message>
    <message>
      <source>Nothing is left in this queue.</source>
      <translation>In dieser Warteschlange ist nichts mehr übrig.</translation>
    </message>
    <message>
      <source>Add</source>
      <translation>Hinzufügen</translation>
    </message>
    <message>
      <source>Class</source>
      <translation>Klasse</translation>
    </message>
    <message>
      <source>Click the polygon to merge with.</source>
      <translation>Das Polygon anklicken, mit dem vereinigt wird.</translation>
    </message>
    <message>
      <source>Reject {} polygons?</source>
      <translation>{} Polygone ablehnen?</translation>
    </message>
    <message>
      <source>Accept {} polygons?</source>
      <translation>{} Polygone annehmen?</translation>
    </message>
    <message>
      <source>Restore</source>
      <translation>Wiederherstellen</translation>
    </message>
    <message>
      <source>Discard</source>
      <translation>Verwerfen</translation>
    </message>
    <message>
      <source>The review ended, because its layer was removed.</source>
      <translation>Die Prüfung endete, weil ihr Layer entfernt wurde.</translation>
    </message>
    <message>
      <source>Nothing of that is left to reject.</source>
      <translation>Davon ist nichts mehr abzulehnen.</translation>
    </message>
    <message>
      <source>Nothing of that is left to accept.</source>
      <translation>Davon ist nichts mehr anzunehmen.</translation>
    </message>
    <message>
      <source>Cancel</source>
      <translation>Abbrechen</translation>
    </message>
    <message>
      <source>{} edits from {} were not saved when QGIS ended. Restore them? You can then undo or save them like any other edits.</source>
      <translation>{} Bearbeitungen vom {} waren nicht gespeichert, als QGIS endete. Wiederherstellen? Sie lassen sich danach wie alle anderen rückgängig machen oder speichern.</translation>
    </message>
    <message>
      <source>{} polygons were changed by somebody else meanwhile and stay as they are.</source>
      <translation>{} Polygone wurden inzwischen von jemand anderem geändert und bleiben, wie sie sind.</translation>
    </message>
    <message>
      <source>This tile</source>
      <translation>Diese Kachel</translation>
    </message>
    <message>
      <source>No tiles</source>
      <translation>Keine Kacheln</translation>
    </message>
    <message>
      <source>Tiles whose state is done, or polygons: inside, everything was labelled</source>
      <translation>Kacheln mit dem Stand „Fertig“ (state = done) oder Polygone: Darin wurde alles erfasst</translation>
    </message>
    <message>
      <source>Next tile</source>
      <translation>Nächste Kachel</translation>
    </message>
    <message>
      <source>Goes to the tile where labels pay most, of those not done, and sets it to doing</source>
      <translation>Geht zu der nicht fertigen Kachel, in der sich das Erfassen am meisten lohnt, und setzt sie auf „In Arbeit“</translation>
    </message>
    <message>
      <source>{} is no longer done. Tiles left: {}</source>
      <translation>{} ist nicht mehr fertig. Übrige Kacheln: {}</translation>
    </message>
    <message>
      <source>{} is done. Tiles left: {}</source>
      <translation>{} ist fertig. Übrige Kacheln: {}</translation>
    </message>
    <message>
      <source>There is no tile here</source>
      <translation>Hier ist keine Kachel</translation>
    </message>
    <message>
      <source>All tiles are done.</source>
      <translation>Alle Kacheln sind fertig.</translation>
    </message>
    <message>
      <source>Begin with a tile</source>
      <translation>Kachel beginnen</translation>
    </message>
    <message>
      <source>No tiles are chosen</source>
      <translation>Es sind keine Kacheln gewählt</translation>
    </message>
    <message>
      <source>Only tiles have states such as done</source>
      <translation>Nur Kacheln haben einen Stand wie „Fertig“</translation>
    </message>
    <message>
      <source>Choose them under “Tiles”, or make them with “What to label next…”</source>
      <translation>Unter „Kacheln“ wählen oder mit „Was als Nächstes erfassen…“ erzeugen</translation>
    </message>
    <message>
      <source>Tile {}</source>
      <translation>Kachel {}</translation>
    </message>
    <message>
      <source>{} is next. Press {} when everything in it is correct. Tiles left: {}</source>
      <translation>{} ist die nächste. {} drücken, wenn darin alles stimmt. Übrige Kacheln: {}</translation>
    </message>
    <message>
      <source>{} of {} tiles are done</source>
      <translation>{} von {} Kacheln sind fertig</translation>
    </message>
    <message>
      <source>No tile of “{}” lies under the mouse, or in the middle of the map</source>
      <translation>Keine Kachel von „{}“ liegt unter der Maus oder in der Mitte der Karte</translation>
    </message>
    <message>
      <source>Move the mouse over a tile and press {}, or press “{}”</source>
      <translation>Die Maus über eine Kachel bewegen und {} drücken, oder „{}“ drücken</translation>
    </message>
    <message>
      <source>The tool failed unexpectedly</source>
      <translation>Das Werkzeug ist unerwartet fehlgeschlagen</translation>
    </message>
    <message>
      <source>Report it with the diagnostics</source>
      <translation>Bitte mit der Diagnose melden</translation>
    </message>
    <message>
      <source>Begin in the polygon that something is to be taken away from.</source>
      <translation>Beginnen Sie in dem Polygon, von dem etwas weggenommen werden soll.</translation>
    </message>
    <message>
      <source>No promptable network is installed. Import one, such as MobileSAM, with “Import promptable network” in the toolbox.</source>
      <translation>Es ist kein Klick-Netz installiert. Eines wie MobileSAM in der Werkzeugkiste mit „Klick-Netz importieren“ importieren.</translation>
    </message>
    <message>
      <source>The map shows no image. Switch one on.</source>
      <translation>Die Karte zeigt kein Bild. Eines einschalten.</translation>
    </message>
    <message>
      <source>This network does not understand places that are not meant.</source>
      <translation>Dieses Netz versteht keine Stellen, die nicht gemeint sind.</translation>
    </message>
    <message>
      <source>The network is looking at the view…</source>
      <translation>Das Netz betrachtet den Ausschnitt…</translation>
    </message>
    <message>
      <source>Nothing would be left of the polygon. Reject it instead.</source>
      <translation>Vom Polygon bliebe nichts übrig. Es stattdessen ablehnen.</translation>
    </message>
    <message>
      <source>There is nothing of this class here. Draw it by hand.</source>
      <translation>Hier gibt es nichts von dieser Klasse. Von Hand zeichnen.</translation>
    </message>
    <message>
      <source>Start a review first.</source>
      <translation>Zuerst eine Prüfung beginnen.</translation>
    </message>
    <message>
      <source>There are no probabilities for these polygons. Segment again with “Probabilities” switched on, or add the run's probability raster to the project.</source>
      <translation>Für diese Polygone gibt es keine Wahrscheinlichkeiten. Erneut mit „Wahrscheinlichkeiten“ segmentieren oder das Wahrscheinlichkeitsraster des Laufs zum Projekt hinzufügen.</translation>
    </message>
    <message>
      <source>The object is larger than the tool can see.</source>
      <translation>Das Objekt ist größer, als das Werkzeug sehen kann.</translation>
    </message>
    <message>
      <source>{} (mouse wheel)</source>
      <translation>{} (Mausrad)</translation>
    </message>
    <message>
      <source>Begin close to the border of a polygon.</source>
      <translation>Nahe der Grenze eines Polygons beginnen.</translation>
    </message>
    <message>
      <source>Split touching objects</source>
      <translation>Berührende Objekte trennen</translation>
    </message>
    <message>
      <source>Click a polygon that holds several objects.</source>
      <translation>Ein Polygon anklicken, das mehrere Objekte enthält.</translation>
    </message>
    <message>
      <source>Click to segment</source>
      <translation>Klicken zum Segmentieren</translation>
    </message>
    <message>
      <source>Click an object; Shift-click adds a place to it, Ctrl-click takes one away.</source>
      <translation>Ein Objekt anklicken; Klick mit Umschalt nimmt eine Stelle hinzu, mit Strg eine weg.</translation>
    </message>
    <message>
      <source>Click to add</source>
      <translation>Klicken zum Hinzufügen</translation>
    </message>
    <message>
      <source>Click an object to add it, or a polygon to outline it anew; Shift-click joins what is clicked to the polygon beside it.</source>
      <translation>Ein Objekt anklicken, um es hinzuzufügen, oder ein Polygon, um seinen Umriss neu zu ziehen; Klick mit Umschalt verbindet das Angeklickte mit dem Polygon daneben.</translation>
    </message>
    <message>
      <source>Add from probabilities</source>
      <translation>Aus Wahrscheinlichkeiten hinzufügen</translation>
    </message>
    <message>
      <source>Click to remove a part</source>
      <translation>Klicken, um einen Teil zu entfernen</translation>
    </message>
    <message>
      <source>Click the part of a polygon that does not belong to it.</source>
      <translation>Den Teil eines Polygons anklicken, der nicht dazugehört.</translation>
    </message>
    <message>
      <source>Remove a part</source>
      <translation>Teil entfernen</translation>
    </message>
    <message>
      <source>Brush</source>
      <translation>Pinsel</translation>
    </message>
    <message>
      <source>Drag to add; begin inside a polygon to extend it. The right button takes away.</source>
      <translation>Ziehen, um hinzuzufügen; in einem Polygon beginnen, um es zu erweitern. Die rechte Taste nimmt weg.</translation>
    </message>
    <message>
      <source>Snap the border to the edge</source>
      <translation>Grenze an der Kante einrasten</translation>
    </message>
    <message>
      <source>Drag along the true border of a polygon.</source>
      <translation>Entlang der wahren Grenze eines Polygons ziehen.</translation>
    </message>
    <message>
      <source>Snap the border</source>
      <translation>Grenze einrasten</translation>
    </message>
    <message>
      <source>Grow or shrink</source>
      <translation>Wachsen oder schrumpfen</translation>
    </message>
    <message>
      <source>Turn the mouse wheel over a polygon, then click.</source>
      <translation>Das Mausrad über einem Polygon drehen, dann klicken.</translation>
    </message>
    <message>
      <source>Make right-angled</source>
      <translation>Rechtwinklig machen</translation>
    </message>
    <message>
      <source>Click a building.</source>
      <translation>Ein Gebäude anklicken.</translation>
    </message>
    <message>
      <source>Smooth</source>
      <translation>Glatt</translation>
    </message>
    <message>
      <source>Click a field or a water body.</source>
      <translation>Ein Feld oder ein Gewässer anklicken.</translation>
    </message>
    <message>
      <source>{:.0f} parts</source>
      <translation>{:.0f} Teile</translation>
    </message>
    <message>
      <source>Size {:.0f}</source>
      <translation>Größe {:.0f}</translation>
    </message>
    <message>
      <source>Threshold {:.0f} %</source>
      <translation>Schwellwert {:.0f} %</translation>
    </message>
    <message>
      <source>Reach {:.0f} %</source>
      <translation>Reichweite {:.0f} %</translation>
    </message>
    <message>
      <source>Brush of {:.0f} pixels</source>
      <translation>Pinsel von {:.0f} Pixeln</translation>
    </message>
    <message>
      <source>Within {:.0f} pixels</source>
      <translation>Innerhalb von {:.0f} Pixeln</translation>
    </message>
    <message>
      <source>{:+.1f} pixels</source>
      <translation>{:+.1f} Pixel</translation>
    </message>
    <message>
      <source>Corners from {:.1f} pixels</source>
      <translation>Ecken ab {:.1f} Pixeln</translation>
    </message>
    <message>
      <source>Over {:.1f} pixels</source>
      <translation>Über {:.1f} Pixel</translation>
    </message>
    <message>
      <source>Objects</source>
      <translation>Objekte</translation>
    </message>
    <message>
      <source>Area (m²)</source>
      <translation>Fläche (m²)</translation>
    </message>
    <message>
      <source>Area (ha)</source>
      <translation>Fläche (ha)</translation>
    </message>
    <message>
      <source>Share</source>
      <translation>Anteil</translation>
    </message>
    <message>
      <source>Made by Sat DL {} on {}, in {}</source>
      <translation>Erstellt von Sat DL {} am {}, in {}</translation>
    </message>
    <message>
      <source>Total</source>
      <translation>Gesamt</translation>
    </message>
    <message>
      <source>Check that the folder still exists</source>
      <translation>Prüfen, ob der Ordner noch existiert</translation>
    </message>
    <message>
      <source>Areas are measured on the ellipsoid. Shares are of the whole area with data.</source>
      <translation>Flächen sind auf dem Ellipsoid gemessen. Anteile beziehen sich auf die gesamte Fläche mit Daten.</translation>
    </message>
    <message>
      <source>Parameters</source>
      <translation>Parameter</translation>
    </message>
    <message>
      <source>The report {} cannot be written</source>
      <translation>Der Bericht {} kann nicht geschrieben werden</translation>
    </message>
    <message>
      <source>Area</source>
      <translation>Fläche</translation>
    </message>
    <message>
      <source>Starting</source>
      <translation>Beginnt</translation>
    </message>
    <message>
      <source>Aligning</source>
      <translation>Ausrichten</translation>
    </message>
    <message>
      <source>Predicting</source>
      <translation>Vorhersage</translation>
    </message>
    <message>
      <source>Enhancing</source>
      <translation>Verbesserung</translation>
    </message>
    <message>
      <source>Cleaning</source>
      <translation>Bereinigung</translation>
    </message>
    <message>
      <source>Comparing</source>
      <translation>Vergleich</translation>
    </message>
    <message>
      <source>Counting</source>
      <translation>Zählung</translation>
    </message>
    <message>
      <source>Cutting chips</source>
      <translation>Kacheln werden geschnitten</translation>
    </message>
    <message>
      <source>Ranking tiles</source>
      <translation>Kacheln werden geordnet</translation>
    </message>
    <message>
      <source>Writing</source>
      <translation>Schreiben</translation>
    </message>
    <message>
      <source>Tracing outlines</source>
      <translation>Umrisse werden verfolgt</translation>
    </message>
    <message>
      <source>Shaping polygons</source>
      <translation>Polygone werden geformt</translation>
    </message>
    <message>
      <source>Reading</source>
      <translation>Lesen</translation>
    </message>
    <message>
      <source>Reading the rasters</source>
      <translation>Raster werden gelesen</translation>
    </message>
    <message>
      <source>Looking at the rasters</source>
      <translation>Raster werden betrachtet</translation>
    </message>
    <message>
      <source>Looking at the labels</source>
      <translation>Labels werden betrachtet</translation>
    </message>
    <message>
      <source>Looking at the surroundings</source>
      <translation>Umgebung wird betrachtet</translation>
    </message>
    <message>
      <source>Preparing the images</source>
      <translation>Bilder werden vorbereitet</translation>
    </message>
    <message>
      <source>Training</source>
      <translation>Trainieren</translation>
    </message>
    <message>
      <source>Learning</source>
      <translation>Lernen</translation>
    </message>
    <message>
      <source>Choosing thresholds</source>
      <translation>Schwellwerte werden gewählt</translation>
    </message>
    <message>
      <source>Scoring</source>
      <translation>Bewertung</translation>
    </message>
    <message>
      <source>Comparing with interpolation</source>
      <translation>Vergleich mit Interpolation</translation>
    </message>
    <message>
      <source>Writing the model</source>
      <translation>Modell wird geschrieben</translation>
    </message>
    <message>
      <source>Done</source>
      <translation>Fertig</translation>
    </message>
    <message>
      <source>Reading the network</source>
      <translation>Netz wird gelesen</translation>
    </message>
    <message>
      <source>Opening the network</source>
      <translation>Netz wird geöffnet</translation>
    </message>
    <message>
      <source>Trying the network</source>
      <translation>Netz wird ausprobiert</translation>
    </message>
    <message>
      <source>Copying the network</source>
      <translation>Netz wird kopiert</translation>
    </message>
    <message>
      <source>Reading the networks</source>
      <translation>Netze werden gelesen</translation>
    </message>
    <message>
      <source>Trying the networks</source>
      <translation>Netze werden ausprobiert</translation>
    </message>
    <message>
      <source>Copying the networks</source>
      <translation>Netze werden kopiert</translation>
    </message>
    <message>
      <source>Measuring how fast it is</source>
      <translation>Geschwindigkeit wird gemessen</translation>
    </message>
    <message>
      <source>Comparing tiles</source>
      <translation>Kacheln werden verglichen</translation>
    </message>
    <message>
      <source>Described</source>
      <translation>Beschrieben</translation>
    </message>
    <message>
      <source>Imported</source>
      <translation>Importiert</translation>
    </message>
    <message>
      <source>Combined</source>
      <translation>Kombiniert</translation>
    </message>
    <message>
      <source>Tested</source>
      <translation>Getestet</translation>
    </message>
    <message>
      <source>Looking for a Python</source>
      <translation>Python wird gesucht</translation>
    </message>
    <message>
      <source>Making an empty environment</source>
      <translation>Leere Umgebung wird erstellt</translation>
    </message>
    <message>
      <source>Unpacking packages</source>
      <translation>Pakete werden entpackt</translation>
    </message>
    <message>
      <source>Trying a network in it</source>
      <translation>Ein Netz wird darin ausprobiert</translation>
    </message>
    <message>
      <source>The runtime is ready</source>
      <translation>Die Laufzeitumgebung ist bereit</translation>
    </message>
    <message>
      <source>Fitting {}</source>
      <translation>Anpassung {}</translation>
    </message>
    <message>
      <source>Getting {}</source>
      <translation>{} wird geholt</translation>
    </message>
    <message>
      <source>Open the results</source>
      <translation>Ergebnisse öffnen</translation>
    </message>
    <message>
      <source>{} (enhanced)</source>
      <translation>{} (verbessert)</translation>
    </message>
    <message>
      <source>It was moved or deleted since the run</source>
      <translation>Seit dem Lauf wurde es verschoben oder gelöscht</translation>
    </message>
    <message>
      <source>Run it again</source>
      <translation>Erneut laufen lassen</translation>
    </message>
    <message>
      <source>The result {} cannot be opened</source>
      <translation>Das Ergebnis {} kann nicht geöffnet werden</translation>
    </message>
    <message>
      <source>No program is registered for this kind of file</source>
      <translation>Für diese Art von Datei ist kein Programm eingetragen</translation>
    </message>
    <message>
      <source>Open it by hand</source>
      <translation>Von Hand öffnen</translation>
    </message>
    <message>
      <source>No program could be started to show {}</source>
      <translation>Es konnte kein Programm gestartet werden, um {} zu zeigen</translation>
    </message>
    <message>
      <source>The folder {} is gone</source>
      <translation>Der Ordner {} existiert nicht mehr</translation>
    </message>
    <message>
      <source>Cancel this run</source>
      <translation>Diesen Lauf abbrechen</translation>
    </message>
    <message>
      <source>Remove this run from the list; its layers and files stay</source>
      <translation>Diesen Lauf von der Liste nehmen; seine Layer und Dateien bleiben</translation>
    </message>
    <message>
      <source>Objects, area and share of each class</source>
      <translation>Objekte, Fläche und Anteil jeder Klasse</translation>
    </message>
    <message>
      <source>Add to the project</source>
      <translation>Zum Projekt hinzufügen</translation>
    </message>
    <message>
      <source>Zoom to the results</source>
      <translation>Auf die Ergebnisse zoomen</translation>
    </message>
    <message>
      <source>Open the folder</source>
      <translation>Ordner öffnen</translation>
    </message>
    <message>
      <source>Copy diagnostics</source>
      <translation>Diagnose kopieren</translation>
    </message>
    <message>
      <source>Copy a report for the developers: versions, parameters and log, no names of people</source>
      <translation>Kopiert einen Bericht für die Entwickler: Versionen, Parameter und Protokoll, ohne Namen von Personen</translation>
    </message>
    <message>
      <source>Remove the layers and delete the files…</source>
      <translation>Layer entfernen und Dateien löschen…</translation>
    </message>
    <message>
      <source>Copy as a command that repeats the run</source>
      <translation>Als Befehl kopieren, der den Lauf wiederholt</translation>
    </message>
    <message>
      <source>Remove the layers of this run from the project and delete its files?</source>
      <translation>Die Layer dieses Laufs aus dem Projekt nehmen und die Dateien löschen?</translation>
    </message>
    <message>
      <source>Keep</source>
      <translation>Behalten</translation>
    </message>
    <message>
      <source>Copy as qgis_process command</source>
      <translation>Als qgis_process-Befehl kopieren</translation>
    </message>
    <message>
      <source>Copy as Python call</source>
      <translation>Als Python-Aufruf kopieren</translation>
    </message>
    <message>
      <source>Progress of {}</source>
      <translation>Fortschritt von {}</translation>
    </message>
    <message>
      <source>These files could not be deleted: {}</source>
      <translation>Diese Dateien konnten nicht gelöscht werden: {}</translation>
    </message>
    <message>
      <source>Cancelled, nothing was written</source>
      <translation>Abgebrochen, nichts wurde geschrieben</translation>
    </message>
    <message>
      <source>a few seconds left</source>
      <translation>noch einige Sekunden</translation>
    </message>
    <message>
      <source>Stopped; started again, it continues from there</source>
      <translation>Angehalten; erneut gestartet, geht es von dort weiter</translation>
    </message>
    <message>
      <source>Waiting</source>
      <translation>Wartet</translation>
    </message>
    <message>
      <source>Stopping…</source>
      <translation>Wird angehalten…</translation>
    </message>
    <message>
      <source>Ending with the best…</source>
      <translation>Endet mit dem besten Stand…</translation>
    </message>
    <message>
      <source>Failed</source>
      <translation>Fehlgeschlagen</translation>
    </message>
    <message>
      <source>{} %</source>
      <translation>{} %</translation>
    </message>
    <message>
      <source>{} h {} min left</source>
      <translation>noch {} h {} min</translation>
    </message>
    <message>
      <source>{} h {} min</source>
      <translation>{} h {} min</translation>
    </message>
    <message>
      <source>{} km²</source>
      <translation>{} km²</translation>
    </message>
    <message>
      <source>{} · {}</source>
      <translation>{} · {}</translation>
    </message>
    <message>
      <source>{} s left</source>
      <translation>noch {} s</translation>
    </message>
    <message>
      <source>{} min left</source>
      <translation>noch {} min</translation>
    </message>
    <message>
      <source>{} s</source>
      <translation>{} s</translation>
    </message>
    <message>
      <source>{} min</source>
      <translation>{} min</translation>
    </message>
    <message>
      <source>{} ha</source>
      <translation>{} ha</translation>
    </message>
    <message>
      <source>1 object</source>
      <translation>1 Objekt</translation>
    </message>
    <message>
      <source>took {}</source>
      <translation>Dauer {}</translation>
    </message>
    <message>
      <source>Waiting, {} ahead of it</source>
      <translation>Wartet, {} davor</translation>
    </message>
    <message>
      <source>mean IoU {}</source>
      <translation>mittlere IoU {}</translation>
    </message>
    <message>
      <source>{} objects</source>
      <translation>{} Objekte</translation>
    </message>
    <message>
      <source>Runs</source>
      <translation>Läufe</translation>
    </message>
    <message>
      <source>Show or hide the list of runs</source>
      <translation>Die Liste der Läufe zeigen oder verbergen</translation>
    </message>
    <message>
      <source>Report</source>
      <translation>Bericht</translation>
    </message>
    <message>
      <source>C&amp;opy</source>
      <translation>&amp;Kopieren</translation>
    </message>
    <message>
      <source>C&amp;lose report</source>
      <translation>Bericht &amp;schließen</translation>
    </message>
    <message>
      <source>Examining, this takes a few seconds…</source>
      <translation>Untersuchung läuft, das dauert einige Sekunden…</translation>
    </message>
    <message>
      <source>The report is in the clipboard. It names no user and no secret.</source>
      <translation>Der Bericht ist in der Zwischenablage. Er enthält keine Benutzernamen und keine Geheimnisse.</translation>
    </message>
    <message>
      <source>No problem was found.</source>
      <translation>Es wurde kein Problem gefunden.</translation>
    </message>
    <message>
      <source>Problems: {}. Lines with an arrow say what to do.</source>
      <translation>Probleme: {}. Zeilen mit einem Pfeil sagen, was zu tun ist.</translation>
    </message>
    <message>
      <source>The environment variable SATDL_PYTHON points to this Python; Sat DL does not manage it</source>
      <translation>Die Umgebungsvariable SATDL_PYTHON nennt dieses Python, es gehört nicht zu Sat DL</translation>
    </message>
    <message>
      <source>the GPU, through DirectML</source>
      <translation>GPU, über DirectML</translation>
    </message>
    <message>
      <source>the processor and GPU, through CoreML</source>
      <translation>Prozessor und GPU, über CoreML</translation>
    </message>
    <message>
      <source>the processor</source>
      <translation>Prozessor</translation>
    </message>
    <message>
      <source>not known</source>
      <translation>nicht bekannt</translation>
    </message>
    <message>
      <source>Chec&amp;k</source>
      <translation>&amp;Prüfen</translation>
    </message>
    <message>
      <source>Checks everything a run needs and tries a network</source>
      <translation>Sieht alles nach, was ein Lauf braucht, und probiert ein Netz aus</translation>
    </message>
    <message>
      <source>Unloads models that are kept for the next run, also from the GPU</source>
      <translation>Entlädt Modelle, die für den nächsten Lauf bereitgehalten werden, auch von der GPU</translation>
    </message>
    <message>
      <source>Repa&amp;ir</source>
      <translation>Repar&amp;ieren</translation>
    </message>
    <message>
      <source>Remove…</source>
      <translation>Entfernen…</translation>
    </message>
    <message>
      <source>The runtime is set up</source>
      <translation>Die Laufzeitumgebung ist eingerichtet</translation>
    </message>
    <message>
      <source>Good for:</source>
      <translation>Geeignet für:</translation>
    </message>
    <message>
      <source>Runs on:</source>
      <translation>Rechnet mit:</translation>
    </message>
    <message>
      <source>Versions:</source>
      <translation>Versionen:</translation>
    </message>
    <message>
      <source>Disk space:</source>
      <translation>Speicherplatz:</translation>
    </message>
    <message>
      <source>Location:</source>
      <translation>Ort:</translation>
    </message>
    <message>
      <source>segmentation, enhancement and training</source>
      <translation>Segmentieren, Verbessern und Trainieren</translation>
    </message>
    <message>
      <source>segmentation</source>
      <translation>Segmentieren</translation>
    </message>
    <message>
      <source>Reinstalls everything, and replaces the old runtime once the new one works</source>
      <translation>Installiert alles neu und ersetzt das Alte, wenn es funktioniert</translation>
    </message>
    <message>
      <source>Removes what was installed; models and results stay</source>
      <translation>Entfernt, was installiert wurde; Modelle und Ergebnisse bleiben</translation>
    </message>
    <message>
      <source>the processor, although there is a {}</source>
      <translation>Prozessor, obwohl {} vorhanden ist</translation>
    </message>
    <message>
      <source>&amp;Add enhancement and training ({})</source>
      <translation>Verbessern und Trainieren hin&amp;zufügen ({})</translation>
    </message>
    <message>
      <source>Remove what is &amp;no longer needed ({})</source>
      <translation>Ni&amp;cht mehr Benötigtes entfernen ({})</translation>
    </message>
    <message>
      <source>Change…</source>
      <translation>Ändern…</translation>
    </message>
    <message>
      <source>the processor; no NVIDIA GPU was found</source>
      <translation>Prozessor; keine NVIDIA-GPU gefunden</translation>
    </message>
    <message>
      <source>Set &amp;up</source>
      <translation>E&amp;inrichten</translation>
    </message>
    <message>
      <source>Se&amp;gmentation</source>
      <translation>Se&amp;gmentieren</translation>
    </message>
    <message>
      <source>Segmentation, enhancement &amp;and training</source>
      <translation>Segmentieren, Verbessern &amp;und Trainieren</translation>
    </message>
    <message>
      <source>More options</source>
      <translation>Weitere Optionen</translation>
    </message>
    <message>
      <source>What fits this computer</source>
      <translation>Was zu diesem Computer passt</translation>
    </message>
    <message>
      <source>Processor only</source>
      <translation>Nur Prozessor</translation>
    </message>
    <message>
      <source>Install &amp;for:</source>
      <translation>Installieren &amp;für:</translation>
    </message>
    <message>
      <source>Empty: from the internet</source>
      <translation>Leer: aus dem Internet</translation>
    </message>
    <message>
      <source>Without internet: a folder with all packages as wheels</source>
      <translation>Ohne Internet: ein Ordner mit allen Paketen als Wheels</translation>
    </message>
    <message>
      <source>Folder of wheels:</source>
      <translation>Ordner der Wheels:</translation>
    </message>
    <message>
      <source>Empty: the Python of QGIS</source>
      <translation>Leer: das Python von QGIS</translation>
    </message>
    <message>
      <source>Python 3.9 or newer to create the runtime with</source>
      <translation>Python 3.9 oder neuer, mit dem die Laufzeitumgebung erstellt wird</translation>
    </message>
    <message>
      <source>P&amp;ython:</source>
      <translation>&amp;Python:</translation>
    </message>
    <message>
      <source>Looking for a GPU…</source>
      <translation>GPU wird gesucht…</translation>
    </message>
    <message>
      <source>an NVIDIA GPU, but none was found on this computer</source>
      <translation>NVIDIA-GPU, aber auf diesem Computer wurde keine gefunden</translation>
    </message>
    <message>
      <source>the processor; the driver {} of the {} is older than {}</source>
      <translation>Prozessor; der Treiber {} von {} ist älter als {}</translation>
    </message>
    <message>
      <source>Set up Sat DL</source>
      <translation>Sat DL einrichten</translation>
    </message>
    <message>
      <source>Before the first run, Sat DL installs what deep learning needs in a folder of its own. QGIS itself is not changed, and a crash there cannot take your project down. This is done once and needs an internet connection.</source>
      <translation>Vor dem ersten Lauf installiert Sat DL in einen eigenen Ordner, was Deep Learning braucht. QGIS bleibt, wie es ist, und ein Absturz dort kann das Projekt nicht mitreißen. Das geschieht einmal und braucht das Internet.</translation>
    </message>
    <message>
      <source>NVIDIA GPU (CUDA)</source>
      <translation>NVIDIA-GPU (CUDA)</translation>
    </message>
    <message>
      <source>Any GPU (DirectML)</source>
      <translation>Jede GPU (DirectML)</translation>
    </message>
    <message>
      <source>{} ({})</source>
      <translation>{} ({})</translation>
    </message>
    <message>
      <source>Finds classes and draws polygons with ready-made models. About {}.</source>
      <translation>Findet Klassen und zeichnet Polygone mit fertigen Modellen. Etwa {}.</translation>
    </message>
    <message>
      <source>Also sharpens images and learns from your corrections; brings PyTorch. About {}.</source>
      <translation>Schärft auch Bilder und lernt aus Korrekturen; bringt PyTorch mit. Etwa {}.</translation>
    </message>
    <message>
      <source>There is too little space: {} are free, {} are needed.</source>
      <translation>Es ist zu wenig Platz: {} sind frei, {} werden benötigt.</translation>
    </message>
    <message>
      <source>Remove</source>
      <translation>Entfernen</translation>
    </message>
    <message>
      <source>Models that were kept in memory have been unloaded.</source>
      <translation>Modelle, die im Speicher gehalten wurden, sind entladen.</translation>
    </message>
    <message>
      <source>Sat DL: runtime</source>
      <translation>Sat DL: Laufzeitumgebung</translation>
    </message>
    <message>
      <source>Looking at the runtime…</source>
      <translation>Laufzeitumgebung wird untersucht…</translation>
    </message>
    <message>
      <source>Check &amp;this computer</source>
      <translation>&amp;Diesen Computer prüfen</translation>
    </message>
    <message>
      <source>Log</source>
      <translation>Protokoll</translation>
    </message>
    <message>
      <source>A run is in progress. Wait until it ends, or cancel it first.</source>
      <translation>Ein Lauf ist im Gange. Bitte das Ende abwarten oder ihn zuerst abbrechen.</translation>
    </message>
    <message>
      <source>Starting…</source>
      <translation>Beginnt…</translation>
    </message>
    <message>
      <source>Removing…</source>
      <translation>Wird entfernt…</translation>
    </message>
    <message>
      <source>Stopped. Nothing incomplete was left behind.</source>
      <translation>Angehalten. Nichts Halbfertiges ist zurückgeblieben.</translation>
    </message>
    <message>
      <source>Remove the runtime and free {}? Models and results stay. It can be set up again at any time.</source>
      <translation>Die Laufzeitumgebung entfernen und {} freigeben? Modelle und Ergebnisse bleiben. Sie kann jederzeit neu eingerichtet werden.</translation>
    </message>
    <message>
      <source>Warning: {}</source>
      <translation>Warnung: {}</translation>
    </message>
    <message>
      <source>The runtime is ready to use.</source>
      <translation>Die Laufzeitumgebung ist bereit.</translation>
    </message>
    <message>
      <source>The runtime has been removed.</source>
      <translation>Die Laufzeitumgebung ist entfernt.</translation>
    </message>
    <message>
      <source>Finds</source>
      <translation>Findet</translation>
    </message>
    <message>
      <source>Scores</source>
      <translation>Bewertung</translation>
    </message>
    <message>
      <source>Trained on</source>
      <translation>Trainiert mit</translation>
    </message>
    <message>
      <source>Licence</source>
      <translation>Lizenz</translation>
    </message>
    <message>
      <source>Version</source>
      <translation>Version</translation>
    </message>
    <message>
      <source>Overlap with the reference (IoU) in scenes that were not used for training.</source>
      <translation>Überlappung mit der Wirklichkeit (IoU) in Szenen, die das Modell nicht kannte.</translation>
    </message>
    <message>
      <source>{} classes</source>
      <translation>{} Klassen</translation>
    </message>
    <message>
      <source>Guessed</source>
      <translation>Geraten</translation>
    </message>
    <message>
      <source>about {} per pixel</source>
      <translation>etwa {} je Pixel</translation>
    </message>
    <message>
      <source>How certain the model has to be, 0 to 1. Higher values find less but are more reliable; the model's own value is {}.</source>
      <translation>Wie sicher das Modell sein muss, 0 bis 1. Ein höherer Wert findet weniger, aber sicherer; der Wert des Modells ist {}.</translation>
    </message>
    <message>
      <source>Look for “{}”. When off, its pixels go to the next likely class.</source>
      <translation>Nach „{}“ suchen. Wenn ausgeschaltet, gehen die Pixel an die nächstwahrscheinliche Klasse.</translation>
    </message>
    <message>
      <source>Back to the model's own value, {}</source>
      <translation>Zurück zum Wert des Modells, {}</translation>
    </message>
    <message>
      <source>Threshold of {}</source>
      <translation>Schwellwert von {}</translation>
    </message>
    <message>
      <source>This model does not find classes.</source>
      <translation>Dieses Modell findet keine Klassen.</translation>
    </message>
    <message>
      <source>{} m</source>
      <translation>{} m</translation>
    </message>
    <message>
      <source>The model needs {} bands ({}); the layer has {}.</source>
      <translation>Das Modell braucht {} Kanäle ({}); der Layer hat {}.</translation>
    </message>
    <message>
      <source>The layer does not say which band is {}.</source>
      <translation>Der Layer sagt nicht, welcher Kanal {} ist.</translation>
    </message>
    <message>
      <source>The layer is too coarse: {} per pixel, and the model needs about {}.</source>
      <translation>Der Layer ist zu grob: {} je Pixel, und das Modell braucht etwa {}.</translation>
    </message>
    <message>
      <source>The layer ({} per pixel) is coarser than what the model was trained on ({}): expect a rough result.</source>
      <translation>Der Layer ({} je Pixel) ist gröber als das, woraus das Modell gelernt hat ({}): Das Ergebnis wird ungenau.</translation>
    </message>
    <message>
      <source>{} cm</source>
      <translation>{} cm</translation>
    </message>
    <message>
      <source>Choose a model.</source>
      <translation>Ein Modell wählen.</translation>
    </message>
    <message>
      <source>No model is installed. Import one on the page “Models”.</source>
      <translation>Es ist kein Modell installiert. Auf der Seite „Modelle“ kann eines importiert werden.</translation>
    </message>
    <message>
      <source>Show or hide what is known of “{}”</source>
      <translation>Was über „{}“ bekannt ist, zeigen oder verbergen</translation>
    </message>
    <message>
      <source>Its classes are known after the first run.</source>
      <translation>Was es findet, ist nach dem ersten Lauf bekannt.</translation>
    </message>
    <message>
      <source>Polygons and files</source>
      <translation>Polygone und Dateien</translation>
    </message>
    <message>
      <source> m²</source>
      <translation> m²</translation>
    </message>
    <message>
      <source>Polygons with a smaller area are left out; 0 keeps all.</source>
      <translation>Polygone mit kleinerer Fläche werden weggelassen; 0 behält alle.</translation>
    </message>
    <message>
      <source>How far an outline may move on the ground; 0 keeps every corner. Neighbours still share their borders.</source>
      <translation>Wie weit sich ein Umriss am Boden verschieben darf; 0 behält jede Ecke. Nachbarn behalten ihre gemeinsamen Grenzen.</translation>
    </message>
    <message>
      <source>Smooth suits trees and water, right-angled suits buildings.</source>
      <translation>„Glatt“ passt zu Bäumen und Wasser, „Rechtwinklig“ zu Gebäuden.</translation>
    </message>
    <message>
      <source>Class raster</source>
      <translation>Klassenraster</translation>
    </message>
    <message>
      <source>The classes as a raster on the pixels of the layer.</source>
      <translation>Die Klassen als Raster auf den Pixeln des Layers.</translation>
    </message>
    <message>
      <source>Probabilities</source>
      <translation>Wahrscheinlichkeiten</translation>
    </message>
    <message>
      <source>How certain the model is, one band per class: a file several times the size.</source>
      <translation>Wie sicher das Modell ist, ein Kanal je Klasse: eine Datei von mehrfacher Größe.</translation>
    </message>
    <message>
      <source>Smallest polygon</source>
      <translation>Kleinstes Polygon</translation>
    </message>
    <message>
      <source>Simplify by</source>
      <translation>Vereinfachen um</translation>
    </message>
    <message>
      <source>Outlines</source>
      <translation>Umrisse</translation>
    </message>
    <message>
      <source>Also keep</source>
      <translation>Auch behalten</translation>
    </message>
    <message>
      <source>Pixel edges</source>
      <translation>Pixelkanten</translation>
    </message>
    <message>
      <source>Right-angled</source>
      <translation>Rechtwinklig</translation>
    </message>
    <message>
      <source>&amp;Fast</source>
      <translation>S&amp;chnell</translation>
    </message>
    <message>
      <source>Predicts every pixel once, without seams.</source>
      <translation>Jedes Pixel wird einmal betrachtet, ohne Nähte.</translation>
    </message>
    <message>
      <source>&amp;Balanced</source>
      <translation>A&amp;usgewogen</translation>
    </message>
    <message>
      <source>Averages 8 flips and rotations: steadier outlines.</source>
      <translation>Mittel aus 8 Spiegelungen und Drehungen: ruhigere Umrisse.</translation>
    </message>
    <message>
      <source>Bes&amp;t</source>
      <translation>Beste</translation>
    </message>
    <message>
      <source>Also averages the scales that improve this model, for final results.</source>
      <translation>Mittelt auch über die Maßstäbe, die dieses Modell verbessern, für endgültige Ergebnisse.</translation>
    </message>
    <message>
      <source>Ru&amp;n</source>
      <translation>&amp;Starten</translation>
    </message>
    <message>
      <source>Runs in the background; QGIS stays usable.</source>
      <translation>Läuft im Hintergrund; QGIS bleibt benutzbar.</translation>
    </message>
    <message>
      <source>Switch on at least one class.</source>
      <translation>Mindestens eine Klasse einschalten.</translation>
    </message>
    <message>
      <source>More models…</source>
      <translation>Weitere Modelle…</translation>
    </message>
    <message>
      <source>The model's classes are known after its first run.</source>
      <translation>Die Klassen des Modells sind nach seinem ersten Lauf bekannt.</translation>
    </message>
    <message>
      <source>Quality</source>
      <translation>Qualität</translation>
    </message>
    <message>
      <source>about {} times as long</source>
      <translation>etwa {}-mal so lang</translation>
    </message>
    <message>
      <source>Pixels to train on</source>
      <translation>Pixel zum Trainieren</translation>
    </message>
    <message>
      <source>Set aside</source>
      <translation>Zurückgelegt</translation>
    </message>
    <message>
      <source>Hide what the check has found</source>
      <translation>Ausblenden, was die Prüfung gefunden hat</translation>
    </message>
    <message>
      <source>Checking…</source>
      <translation>Wird geprüft…</translation>
    </message>
    <message>
      <source>Not ready to train yet.</source>
      <translation>Noch nicht bereit zum Training.</translation>
    </message>
    <message>
      <source>Checking</source>
      <translation>Wird geprüft</translation>
    </message>
    <message>
      <source>Warning</source>
      <translation>Warnung</translation>
    </message>
    <message>
      <source>Ready to train, but read the warnings.</source>
      <translation>Bereit zum Training, aber bitte die Warnungen lesen.</translation>
    </message>
    <message>
      <source>Ready to train.</source>
      <translation>Bereit zum Training.</translation>
    </message>
    <message>
      <source>{} of {} blocks of ground are set aside; the rest makes about {} patches.</source>
      <translation>{} von {} Blöcken am Boden sind zurückgelegt; der Rest ergibt etwa {} Ausschnitte.</translation>
    </message>
    <message>
      <source>Training takes at most about {}, and {} of disk space while it runs.</source>
      <translation>Es dauert höchstens etwa {} und braucht währenddessen {} Speicherplatz.</translation>
    </message>
    <message>
      <source>Bands: {}; {} m per pixel.</source>
      <translation>Kanäle: {}; {} m je Pixel.</translation>
    </message>
    <message>
      <source>Bands: {}.</source>
      <translation>Kanäle: {}.</translation>
    </message>
    <message>
      <source>Epoch {}</source>
      <translation>Epoche {}</translation>
    </message>
    <message>
      <source>{}: {}</source>
      <translation>{}: {}</translation>
    </message>
    <message>
      <source>Choose rasters</source>
      <translation>Raster wählen</translation>
    </message>
    <message>
      <source>One raster or several with the same bands</source>
      <translation>Ein Raster oder mehrere mit denselben Kanälen</translation>
    </message>
    <message>
      <source>Choose a layer</source>
      <translation>Einen Layer wählen</translation>
    </message>
    <message>
      <source>Polygons with a class each, or a class raster</source>
      <translation>Polygone mit je einer Klasse oder ein Klassenraster</translation>
    </message>
    <message>
      <source>The field with the ids or names of the classes</source>
      <translation>Das Feld mit den Nummern oder Namen der Klassen</translation>
    </message>
    <message>
      <source>The rasters are labelled completely</source>
      <translation>Die Raster sind vollständig erfasst</translation>
    </message>
    <message>
      <source>Polygons inside which everything is labelled; what is outside is ignored</source>
      <translation>Polygone, in denen alles erfasst wurde; was außerhalb liegt, wird nicht beachtet</translation>
    </message>
    <message>
      <source>Choose the rasters to train on.</source>
      <translation>Die Raster wählen, aus denen gelernt wird.</translation>
    </message>
    <message>
      <source>Choose the layer with your labels.</source>
      <translation>Den Layer mit den Labels wählen.</translation>
    </message>
    <message>
      <source>Choose the field with the classes.</source>
      <translation>Das Feld mit den Klassen wählen.</translation>
    </message>
    <message>
      <source>The labels cannot be one of the rasters to train on.</source>
      <translation>Die Labels können keines der Raster sein, aus denen gelernt wird.</translation>
    </message>
    <message>
      <source>Rasters</source>
      <translation>Raster</translation>
    </message>
    <message>
      <source>Labels</source>
      <translation>Labels</translation>
    </message>
    <message>
      <source>Field with the classes</source>
      <translation>Feld mit den Klassen</translation>
    </message>
    <message>
      <source>Labelled area</source>
      <translation>Erfasstes Gebiet</translation>
    </message>
    <message>
      <source>Starting from a model trained on similar images needs fewer labels and less time</source>
      <translation>Mit einem Modell, das ähnliche Bilder kennt, werden weniger Labels und weniger Zeit gebraucht</translation>
    </message>
    <message>
      <source>Name of the model in the list of models</source>
      <translation>Wie das Modell in der Liste der Modelle heißt</translation>
    </message>
    <message>
      <source>no limit</source>
      <translation>keine Grenze</translation>
    </message>
    <message>
      <source>Longest time of training, over all runs under this name</source>
      <translation>Höchstdauer des Trainings, über alle Läufe dieses Namens</translation>
    </message>
    <message>
      <source>Most epochs of 100 batches; training ends sooner when the scores stop improving</source>
      <translation>Höchstzahl der Runden zu je 100 Lernschritten; es endet früher, wenn es nicht mehr besser wird</translation>
    </message>
    <message>
      <source>Enter a model name of letters, digits, spaces, dots, dashes and underscores.</source>
      <translation>Dem Modell einen Namen aus Buchstaben, Ziffern, Leerzeichen, Punkten, Binde- und Unterstrichen geben.</translation>
    </message>
    <message>
      <source>Set a time limit or a number of epochs.</source>
      <translation>Eine Höchstdauer oder eine Zahl von Epochen angeben.</translation>
    </message>
    <message>
      <source>Nothing (a new network)</source>
      <translation>Nichts (ein neues Netz)</translation>
    </message>
    <message>
      <source>More</source>
      <translation>Mehr</translation>
    </message>
    <message>
      <source>same as the first raster</source>
      <translation>wie das erste Raster</translation>
    </message>
    <message>
      <source>Pixel size the network is trained for</source>
      <translation>Größe der Pixel, für die das Netz trainiert wird</translation>
    </message>
    <message>
      <source>The same seed sets the same ground aside</source>
      <translation>Dieselbe Zahl legt dieselben Blöcke am Boden zurück</translation>
    </message>
    <message>
      <source>Classes may overlap</source>
      <translation>Klassen dürfen sich überlappen</translation>
    </message>
    <message>
      <source>A place may belong to several classes, such as a vehicle on a road</source>
      <translation>Ein Ort darf zu mehreren Klassen gehören, etwa ein Fahrzeug auf einer Straße</translation>
    </message>
    <message>
      <source>Light, for any computer.</source>
      <translation>Leicht, für jeden Computer.</translation>
    </message>
    <message>
      <source>Sees farther around each pixel; takes about twice as long.</source>
      <translation>Sieht um jedes Pixel weiter; dauert etwa doppelt so lang.</translation>
    </message>
    <message>
      <source>64 feature maps throughout, for many bands; needs a GPU.</source>
      <translation>Durchgehend 64 Merkmalskarten, für viele Kanäle; braucht eine GPU.</translation>
    </message>
    <message>
      <source>Start from</source>
      <translation>Ausgehen von</translation>
    </message>
    <message>
      <source>Network</source>
      <translation>Netz</translation>
    </message>
    <message>
      <source>Name of the model</source>
      <translation>Name des Modells</translation>
    </message>
    <message>
      <source>Time limit</source>
      <translation>Zeitgrenze</translation>
    </message>
    <message>
      <source>Maximum epochs</source>
      <translation>Epochen höchstens</translation>
    </message>
    <message>
      <source>There is a model “{}” already; choose another name.</source>
      <translation>Ein Modell „{}“ gibt es schon; einen anderen Namen wählen.</translation>
    </message>
    <message>
      <source>Check</source>
      <translation>Prüfen</translation>
    </message>
    <message>
      <source>Says in seconds what would be trained on; nothing is trained yet.</source>
      <translation>Sagt in Sekunden, woraus gelernt würde; es wird nichts trainiert.</translation>
    </message>
    <message>
      <source>Training needs PyTorch, which the runtime does not have yet.</source>
      <translation>Das Training braucht PyTorch, das der Laufzeitumgebung noch fehlt.</translation>
    </message>
    <message>
      <source>Set up training…</source>
      <translation>Training einrichten…</translation>
    </message>
    <message>
      <source>Discard the stopped training…</source>
      <translation>Gelerntes verwerfen…</translation>
    </message>
    <message>
      <source>Check a training</source>
      <translation>Ein Training prüfen</translation>
    </message>
    <message>
      <source>Train a model</source>
      <translation>Ein Modell trainieren</translation>
    </message>
    <message>
      <source>A network learns the classes of your polygons. Label everything in a part of the image and choose that part as the labelled area: what is outside is not used.</source>
      <translation>Ein Netz lernt die Klassen der eigenen Polygone. Dazu in einem Teil des Bildes alles erfassen und angeben, welcher Teil das ist: Außerhalb davon wird nichts gelernt.</translation>
    </message>
    <message>
      <source>A training of this name is in progress; choose another name.</source>
      <translation>Ein Training dieses Namens ist im Gange; einen anderen Namen wählen.</translation>
    </message>
    <message>
      <source>About {} at most.</source>
      <translation>Höchstens etwa {}.</translation>
    </message>
    <message>
      <source>A training of “{}” was stopped. With the same data and settings it continues from there.</source>
      <translation>Ein Training von „{}“ wurde angehalten. Mit denselben Daten und Einstellungen geht es von dort weiter.</translation>
    </message>
    <message>
      <source>Delete the progress of the stopped training of “{}”?</source>
      <translation>Löschen, was das angehaltene Training von „{}“ gelernt hat?</translation>
    </message>
    <message>
      <source>{} · training</source>
      <translation>{} · Training</translation>
    </message>
    <message>
      <source>Intersection over union by epoch</source>
      <translation>Intersection over Union je Epoche</translation>
    </message>
    <message>
      <source>Loss by epoch</source>
      <translation>Verlust je Epoche</translation>
    </message>
    <message>
      <source>Hide this training; its model and report stay</source>
      <translation>Dieses Training ausblenden; Modell und Bericht bleiben</translation>
    </message>
    <message>
      <source>Stop and keep the best</source>
      <translation>Anhalten und Bestes behalten</translation>
    </message>
    <message>
      <source>Ends training after this batch and saves the best epoch as the model</source>
      <translation>Beendet das Training nach diesem Schritt und macht ein Modell aus der besten Epoche</translation>
    </message>
    <message>
      <source>Stops without saving a model; started again under the same name, training continues from here</source>
      <translation>Hält ohne Modell an; unter demselben Namen erneut gestartet, geht es von hier weiter</translation>
    </message>
    <message>
      <source>Show the model</source>
      <translation>Modell zeigen</translation>
    </message>
    <message>
      <source>training</source>
      <translation>Training</translation>
    </message>
    <message>
      <source>validation</source>
      <translation>Validierung</translation>
    </message>
    <message>
      <source>IoU</source>
      <translation>IoU</translation>
    </message>
    <message>
      <source>Loss</source>
      <translation>Verlust</translation>
    </message>
    <message>
      <source>Done in {}</source>
      <translation>Fertig in {}</translation>
    </message>
    <message>
      <source>mean</source>
      <translation>Mittel</translation>
    </message>
    <message>
      <source>mean IoU {} on ground that was not used for training</source>
      <translation>mittlere IoU {} auf Boden, an dem nicht trainiert wurde</translation>
    </message>
    <message>
      <source>Epoch {} of {}</source>
      <translation>Epoche {} von {}</translation>
    </message>
    <message>
      <source>best so far: mean IoU {} in epoch {}</source>
      <translation>bisher beste: mittlere IoU {} in Epoche {}</translation>
    </message>
    <message>
      <source>time is known after the first run</source>
      <translation>die Dauer wird beim ersten Lauf gemessen</translation>
    </message>
    <message>
      <source>under 1 s</source>
      <translation>unter 1 s</translation>
    </message>
    <message>
      <source>about {} days</source>
      <translation>etwa {} Tage</translation>
    </message>
    <message>
      <source>{} px</source>
      <translation>{} px</translation>
    </message>
    <message>
      <source>about {} s</source>
      <translation>etwa {} s</translation>
    </message>
    <message>
      <source>about {} min</source>
      <translation>etwa {} min</translation>
    </message>
    <message>
      <source>about {} h</source>
      <translation>etwa {} h</translation>
    </message>
    <message>
      <source>{} Gpx</source>
      <translation>{} Gpx</translation>
    </message>
    <message>
      <source>{} Mpx</source>
      <translation>{} Mpx</translation>
    </message>
    <message>
      <source>About {} of disk space is needed, and {} is free in {}.</source>
      <translation>Etwa {} Speicherplatz werden benötigt, und {} sind frei in {}.</translation>
    </message>
    <message>
      <source>It takes {}. A smaller region or a faster quality takes less.</source>
      <translation>Dauer: {}. Ein kleineres Gebiet oder eine schnellere Qualität braucht weniger.</translation>
    </message>
    <message>
      <source>The polygons do not touch the layer.</source>
      <translation>Die Polygone berühren den Layer nicht.</translation>
    </message>
    <message>
      <source>Whole la&amp;yer</source>
      <translation>Gan&amp;zer Layer</translation>
    </message>
    <message>
      <source>Map v&amp;iew</source>
      <translation>&amp;Kartenausschnitt</translation>
    </message>
    <message>
      <source>Drawn rectan&amp;gle</source>
      <translation>&amp;Gezeichnetes Rechteck</translation>
    </message>
    <message>
      <source>Polygons of &amp;a layer</source>
      <translation>&amp;Polygone eines Layers</translation>
    </message>
    <message>
      <source>Drag a rectangle on the map</source>
      <translation>Ein Rechteck auf der Karte ziehen</translation>
    </message>
    <message>
      <source>Only what lies inside the polygons of this layer</source>
      <translation>Nur was innerhalb der Polygone dieses Layers liegt</translation>
    </message>
    <message>
      <source>Polygon layer</source>
      <translation>Polygonlayer</translation>
    </message>
    <message>
      <source>Ignore polygons that are not selected</source>
      <translation>Nicht gewählte Polygone weglassen</translation>
    </message>
    <message>
      <source>Choose a raster layer in the layers panel.</source>
      <translation>Im Bedienfeld „Layer“ einen Rasterlayer wählen.</translation>
    </message>
    <message>
      <source>The rectangle does not touch the layer.</source>
      <translation>Das Rechteck berührt den Layer nicht.</translation>
    </message>
    <message>
      <source>Choose a polygon layer.</source>
      <translation>Einen Polygonlayer wählen.</translation>
    </message>
    <message>
      <source>Only selected polygons (none)</source>
      <translation>Nur gewählte Polygone (keine)</translation>
    </message>
    <message>
      <source>Draw</source>
      <translation>Zeichnen</translation>
    </message>
    <message>
      <source>Draw again</source>
      <translation>Neu zeichnen</translation>
    </message>
    <message>
      <source>A server renders this layer for any place, so it has no fixed extent.</source>
      <translation>Ein Server zeichnet diesen Layer für jeden Ort, daher hat er kein Ende.</translation>
    </message>
    <message>
      <source>The layer has no position on the map, so no part of it can be chosen.</source>
      <translation>Der Layer hat keinen Ort auf der Karte, daher kann kein Teil gewählt werden.</translation>
    </message>
    <message>
      <source>Drag a rectangle on the map. Press Escape to cancel.</source>
      <translation>Ein Rechteck auf der Karte ziehen. Esc bricht ab.</translation>
    </message>
    <message>
      <source>No rectangle is drawn yet.</source>
      <translation>Noch kein Rechteck gezeichnet.</translation>
    </message>
    <message>
      <source>The map shows a place outside the layer.</source>
      <translation>Die Karte zeigt einen Ort außerhalb des Layers.</translation>
    </message>
    <message>
      <source>Nothing is selected in “{}”.</source>
      <translation>In „{}“ ist nichts gewählt.</translation>
    </message>
    <message>
      <source>Only selected polygons ({})</source>
      <translation>Nur gewählte Polygone ({})</translation>
    </message>
    <message>
      <source>There is no polygon layer in the project.</source>
      <translation>Im Projekt ist kein Polygonlayer.</translation>
    </message>
    <message>
      <source>Put it back, or right-click the layer in the list of layers and choose “Repair Data Source…”</source>
      <translation>Zurücklegen, oder den Layer in der Layerliste rechts anklicken und „Datenquelle reparieren…“ wählen</translation>
    </message>
    <message>
      <source>Its source was moved, does not answer or cannot be read</source>
      <translation>Seine Quelle wurde verschoben, antwortet nicht oder ist nicht lesbar</translation>
    </message>
    <message>
      <source>The layer “{}” cannot be opened</source>
      <translation>Der Layer „{}“ kann nicht geöffnet werden</translation>
    </message>
    <message>
      <source>QGIS cannot read its file {}</source>
      <translation>QGIS kann seine Datei {} nicht lesen</translation>
    </message>
    <message>
      <source>Its file {} is missing</source>
      <translation>Seine Datei {} fehlt</translation>
    </message>
    <message>
      <source>Automatic</source>
      <translation>Automatisch gefunden</translation>
    </message>
    <message>
      <source>Choose among the fields of the layer</source>
      <translation>Unter den Feldern des Layers wählen</translation>
    </message>
    <message>
      <source>The layer has no fields</source>
      <translation>Der Layer hat keine Felder</translation>
    </message>
    <message>
      <source>Name of a model or path of an ONNX file</source>
      <translation>Name eines Modells oder Pfad einer ONNX-Datei</translation>
    </message>
    <message>
      <source>Choose among the installed models, or an ONNX file</source>
      <translation>Unter den installierten Modellen oder eine ONNX-Datei wählen</translation>
    </message>
    <message>
      <source>Networks and sets of them (*.onnx *.set.json)</source>
      <translation>Netze und Modellsätze (*.onnx *.set.json)</translation>
    </message>
    <message>
      <source>Choose an ONNX file…</source>
      <translation>ONNX-Datei wählen…</translation>
    </message>
    <message>
      <source>Hide this message</source>
      <translation>Diese Meldung ausblenden</translation>
    </message>
    <message>
      <source>{} bytes</source>
      <translation>{} Bytes</translation>
    </message>
    <message>
      <source>{} kB</source>
      <translation>{} kB</translation>
    </message>
    <message>
      <source>{} MB</source>
      <translation>{} MB</translation>
    </message>
    <message>
      <source>{} GB</source>
      <translation>{} GB</translation>
    </message>
    <message>
      <source>{} TB</source>
      <translation>{} TB</translation>
    </message>
    <message>
      <source>Sat DL panel</source>
      <translation>Bedienfeld Sat DL</translation>
    </message>
    <message>
      <source>Set up the runtime…</source>
      <translation>Laufzeitumgebung einrichten…</translation>
    </message>
    <message>
      <source>Check the runtime (doctor)…</source>
      <translation>Laufzeitumgebung prüfen (Doktor)…</translation>
    </message>
    <message>
      <source>Accuracy</source>
      <translation>Genauigkeit</translation>
    </message>
    <message>
      <source>Compares classes with a reference and scores each class.</source>
      <translation>Vergleicht Klassen mit einer Referenz und bewertet jede Klasse.</translation>
    </message>
    <message>
      <source>For each class: intersection over union, precision, recall and F1, all 0 to 1, and the classes its pixels were mistaken for. Classes are compared by their ids. Pixels that are nodata (255) on either side, or outside the extent or the mask, are not counted.</source>
      <translation>Für jede Klasse: Intersection over Union, Präzision, Trefferquote und F1, alle 0 bis 1, und für welche Klasse ihre Pixel gehalten wurden. Klassen werden über ihre Nummern verglichen. Pixel, die auf einer der beiden Seiten Leerwert (255) sind oder außerhalb von Ausdehnung und Maske liegen, zählen nicht.</translation>
    </message>
    <message>
      <source>Class raster of “Segment raster” or “Clean classes”, or polygons with class_id or class_name. Rejected polygons are left out.</source>
      <translation>Klassenraster von „Raster segmentieren“ oder „Klassen bereinigen“ oder Polygone mit class_id oder class_name. Polygone mit dem Status rejected bleiben außer Acht.</translation>
    </message>
    <message>
      <source>Reference</source>
      <translation>Referenz</translation>
    </message>
    <message>
      <source>The truth: a class raster with the same ids, on any grid and in any CRS (the nearest pixel is used), or polygons, the last of which counts where they overlap. Where there is no polygon the reference is background, so set the mask to the area that is completely labelled. The input or the reference has to be a raster.</source>
      <translation>Was wahr ist: ein Klassenraster mit denselben Nummern, auf beliebigen Pixeln und in beliebigem KBS (das nächste Pixel gilt), oder Polygone, von denen das letzte zählt, wo sie sich überlappen. Kein Polygon bedeutet Hintergrund, daher gehört in die Maske, was vollständig erfasst wurde. Eines von beiden muss ein Raster sein.</translation>
    </message>
    <message>
      <source>For a polygon reference: the field with the class ids or names. If empty, class_id or else class_name is used. Areas under polygons without a class are not counted.</source>
      <translation>Für eine Polygonreferenz: das Feld mit den Nummern oder Namen der Klassen. Leer bedeutet class_id, sonst class_name. Was Polygone ohne Klasse bedecken, zählt nicht.</translation>
    </message>
    <message>
      <source>Also scores whole objects, which are pixels of one class that touch along an edge: an object is found if its intersection over union with an object of the reference is at least 0.5.</source>
      <translation>Zählt auch Objekte, also Pixel einer Klasse, die sich an einer Kante berühren: Eines gilt als gefunden, wenn seine Intersection over Union mit einem Objekt der Referenz 0,5 oder mehr beträgt.</translation>
    </message>
    <message>
      <source>Polygons, in any CRS, around what the reference covers completely. Only pixels whose centre is inside count.</source>
      <translation>Nur Pixel, deren Mitte innerhalb dieser Polygone liegt, zählen, in beliebigem KBS: was die Referenz vollständig erfasst.</translation>
    </message>
    <message>
      <source>Table with one row per class: scores (0 to 1, empty where undefined), reference, predicted and correct pixels, and as_1, as_2 …: pixels that were predicted as class 1, 2 ….</source>
      <translation>Tabelle mit einer Zeile je Klasse: Bewertung (0 bis 1, leer, wo es nichts zu teilen gibt), Pixel der Referenz, gefundene und richtige, sowie as_1, as_2 …: Pixel, die für Klasse 1, 2 … gehalten wurden.</translation>
    </message>
    <message>
      <source>The reference</source>
      <translation>Die Referenz</translation>
    </message>
    <message>
      <source>Mean intersection over union</source>
      <translation>Mittlere Intersection over Union</translation>
    </message>
    <message>
      <source>Mean precision</source>
      <translation>Mittlere Präzision</translation>
    </message>
    <message>
      <source>Mean recall</source>
      <translation>Mittlere Trefferquote</translation>
    </message>
    <message>
      <source>Mean F1</source>
      <translation>Mittleres F1</translation>
    </message>
    <message>
      <source>Mean F1 of objects</source>
      <translation>Mittleres F1 der Objekte</translation>
    </message>
    <message>
      <source>Share of all pixels that have the right class</source>
      <translation>Anteil aller Pixel mit der richtigen Klasse</translation>
    </message>
    <message>
      <source>confusion matrix,iou,jaccard,f1,precision,recall,validation,ground truth,score</source>
      <translation>Konfusionsmatrix,iou,jaccard,f1,Präzision,Trefferquote,Validierung,Referenzdaten,Bewertung</translation>
    </message>
    <message>
      <source>Also score whole objects</source>
      <translation>Auch ganze Objekte bewerten</translation>
    </message>
    <message>
      <source>Neither the classes nor the reference is a raster</source>
      <translation>Weder die Klassen noch die Referenz sind ein Raster</translation>
    </message>
    <message>
      <source>Pixels are compared, and polygons have none of their own</source>
      <translation>Verglichen werden Pixel, und Polygone haben keine</translation>
    </message>
    <message>
      <source>Choose the class raster that the polygons were made from</source>
      <translation>Das Klassenraster wählen, aus dem die Polygone entstanden sind</translation>
    </message>
    <message>
      <source>Only what is inside this rectangle counts, in any CRS; everything if empty.</source>
      <translation>Nur was in diesem Rechteck liegt, zählt, in beliebigem KBS; alles, wenn leer.</translation>
    </message>
    <message>
      <source>A page with charts and tables, as one self-contained HTML file.</source>
      <translation>Eine Seite mit Diagrammen und Tabellen, eine HTML-Datei, die keine andere braucht.</translation>
    </message>
    <message>
      <source>Choose the field with the classes</source>
      <translation>Das Feld mit den Klassen wählen</translation>
    </message>
    <message>
      <source>The input</source>
      <translation>Die Eingabe</translation>
    </message>
    <message>
      <source>HTML files (*.html)</source>
      <translation>HTML-Dateien (*.html)</translation>
    </message>
    <message>
      <source>Layer “{}”</source>
      <translation>Layer „{}“</translation>
    </message>
    <message>
      <source>It is neither a raster nor a polygon layer</source>
      <translation>Es ist weder ein Raster- noch ein Polygonlayer</translation>
    </message>
    <message>
      <source>Choose another layer</source>
      <translation>Einen anderen Layer wählen</translation>
    </message>
    <message>
      <source>{} has no field “{}”</source>
      <translation>{} hat kein Feld „{}“</translation>
    </message>
    <message>
      <source>{} has no field with classes: {} or {}</source>
      <translation>{} hat kein Feld mit Klassen: {} oder {}</translation>
    </message>
    <message>
      <source>Its fields are {}</source>
      <translation>Vorhandene Felder: {}</translation>
    </message>
    <message>
      <source>Layer “{}” has no classes</source>
      <translation>Layer „{}“ hat keine Klassen</translation>
    </message>
    <message>
      <source>Area report</source>
      <translation>Flächenbericht</translation>
    </message>
    <message>
      <source>Counts the objects of each class and measures their area, also in zones.</source>
      <translation>Zählt die Objekte jeder Klasse und misst ihre Fläche, auch in Zonen.</translation>
    </message>
    <message>
      <source>Areas are in m² and hectares on the ellipsoid, whatever the CRS. A share (0 to 1) refers to the area with data; nodata (255) does not count. An object counts in every zone it reaches into.</source>
      <translation>Flächen sind in m² und Hektar auf dem Ellipsoid, unabhängig vom KBS. Ein Anteil (0 bis 1) bezieht sich auf die Fläche mit Daten; Leerwerte (255) zählen nicht. Ein Objekt zählt in jeder Zone, in die es reicht.</translation>
    </message>
    <message>
      <source>The layer of zones</source>
      <translation>Der Layer der Zonen</translation>
    </message>
    <message>
      <source>Class raster of “Segment raster” or “Clean classes”, or polygons with class_id or class_name. Rejected polygons are left out; shares of polygons refer to the zone, or to all polygons.</source>
      <translation>Klassenraster von „Raster segmentieren“ oder „Klassen bereinigen“ oder Polygone mit class_id oder class_name. Polygone mit dem Status rejected bleiben außer Acht; ihre Anteile beziehen sich auf die Zone oder auf alle Polygone.</translation>
    </message>
    <message>
      <source>Polygons, such as districts, in any CRS. Each is counted separately, even where they overlap. If empty, everything is one zone.</source>
      <translation>Polygone, etwa Bezirke, in beliebigem KBS. Jedes wird für sich gezählt, auch wo sie sich überlappen; wenn leer, ist alles eine Zone.</translation>
    </message>
    <message>
      <source>Polygons with the same name are one zone. If empty, they are numbered.</source>
      <translation>Polygone gleichen Namens sind eine Zone; wenn leer, werden sie nummeriert.</translation>
    </message>
    <message>
      <source>Only what is inside these polygons counts, in any CRS; of a raster, the pixels whose centre is inside.</source>
      <translation>Nur was innerhalb dieser Polygone liegt, zählt, in beliebigem KBS; bei einem Raster Pixel, deren Mitte darin liegt.</translation>
    </message>
    <message>
      <source>Areas</source>
      <translation>Flächen</translation>
    </message>
    <message>
      <source>Table with one row per zone and class: objects, area_m2 (m² on the ellipsoid), area_ha (hectares), share (0 to 1) and valid_m2, the area the share refers to.</source>
      <translation>Tabelle mit einer Zeile je Zone und Klasse: Objekte, area_m2 (m² auf dem Ellipsoid), area_ha (Hektar), share (0 bis 1) und valid_m2, die Fläche, auf die sich der Anteil bezieht.</translation>
    </message>
    <message>
      <source>statistics,hectares,zonal histogram,count,share,land cover</source>
      <translation>Statistik,Hektar,Zonenhistogramm,Anzahl,Anteil,Landbedeckung</translation>
    </message>
    <message>
      <source>Zones</source>
      <translation>Zonen</translation>
    </message>
    <message>
      <source>Field with the names of the zones</source>
      <translation>Feld mit den Namen der Zonen</translation>
    </message>
    <message>
      <source>Objects, area and share per class (JSON)</source>
      <translation>Objekte, Fläche und Anteil je Klasse (JSON)</translation>
    </message>
    <message>
      <source>Choose the field with the names, or none</source>
      <translation>Das Feld mit den Namen wählen oder keines</translation>
    </message>
    <message>
      <source>Choose a polygon layer</source>
      <translation>Einen Polygonlayer wählen</translation>
    </message>
    <message>
      <source>The zones {!r} cannot be opened</source>
      <translation>Die Zonen {!r} können nicht geöffnet werden</translation>
    </message>
    <message>
      <source>The zones have no field “{}”</source>
      <translation>Die Zonen haben kein Feld „{}“</translation>
    </message>
    <message>
      <source>Their fields are {}</source>
      <translation>Vorhandene Felder: {}</translation>
    </message>
    <message>
      <source>One or more rasters with the same bands; CRS and pixels may differ. Either these or a folder is required.</source>
      <translation>Ein Raster oder mehrere mit denselben Kanälen, jedes mit eigenem KBS und eigenen Pixeln. Entweder sie oder ein Ordner müssen angegeben sein.</translation>
    </message>
    <message>
      <source>Maximum number of passes over all chips. 0 means no limit and requires a time limit in minutes.</source>
      <translation>Höchstzahl der Runden über alle Kacheln. 0 bedeutet keine Grenze; dann wird eine Zeitgrenze in Minuten gebraucht.</translation>
    </message>
    <message>
      <source>A whole number; the same seed draws the same chips and sets the same ones aside.</source>
      <translation>Eine ganze Zahl; dieselbe zieht dieselben Kacheln und legt dieselben zurück.</translation>
    </message>
    <message>
      <source>Validation (%)</source>
      <translation>Validierung (%)</translation>
    </message>
    <message>
      <source>How many percent of the chips are set aside for validation, approximately.</source>
      <translation>Wie viel Prozent der Kacheln ungefähr für die Bewertung zurückgelegt werden.</translation>
    </message>
    <message>
      <source>Input rasters</source>
      <translation>Eingaberaster</translation>
    </message>
    <message>
      <source>Folder of rasters</source>
      <translation>Ordner mit Rastern</translation>
    </message>
    <message>
      <source>Chips trained on</source>
      <translation>Kacheln, aus denen gelernt wurde</translation>
    </message>
    <message>
      <source>Side of a chip (pixels)</source>
      <translation>Seite einer Kachel (Pixel)</translation>
    </message>
    <message>
      <source>Width and height of the chips in pixels; smaller where no raster is that large.</source>
      <translation>Breite und Höhe der Kacheln in Pixeln; weniger, wo kein Raster so groß ist.</translation>
    </message>
    <message>
      <source>Maximum number of chips</source>
      <translation>Kacheln höchstens</translation>
    </message>
    <message>
      <source>A whole number; of more chips than this, a random selection is used.</source>
      <translation>Eine ganze Zahl; sind es mehr Kacheln, wird eine zufällige Auswahl verwendet.</translation>
    </message>
    <message>
      <source>Batch size (chips)</source>
      <translation>Batchgröße (Kacheln)</translation>
    </message>
    <message>
      <source>Chips per training step, a whole number. Smaller batches need less memory.</source>
      <translation>Aus wie vielen Kacheln auf einmal gelernt wird, eine ganze Zahl. Weniger brauchen weniger Speicher.</translation>
    </message>
    <message>
      <source>There is nothing to train on</source>
      <translation>Es gibt nichts, woraus gelernt werden kann</translation>
    </message>
    <message>
      <source>Neither rasters nor a folder of rasters is given</source>
      <translation>Weder Raster noch ein Ordner mit Rastern sind angegeben</translation>
    </message>
    <message>
      <source>Choose one of the two</source>
      <translation>Eines von beiden wählen</translation>
    </message>
    <message>
      <source>Choose a folder of rasters, or rasters</source>
      <translation>Einen Ordner mit Rastern oder Raster wählen</translation>
    </message>
    <message>
      <source>There is no folder {}</source>
      <translation>Den Ordner {} gibt es nicht</translation>
    </message>
    <message>
      <source>Classify pixels</source>
      <translation>Pixel klassifizieren</translation>
    </message>
    <message>
      <source>Assigns every pixel of an image a class, by its values alone.</source>
      <translation>Gibt jedem Pixel eines Bildes allein nach seinen Werten eine Klasse.</translation>
    </message>
    <message>
      <source>Needs a classifier made by “Train pixel classifier” and a raster with the same bands and the same kind of values. The class raster has the pixels, extent and CRS of the input; 0 is no class, 255 is nodata. “Clean classes” removes speckle, “Polygonize classes” turns it into polygons.</source>
      <translation>Braucht einen Klassifikator aus „Pixelklassifikator trainieren“ und ein Raster mit denselben Kanälen und derselben Art von Werten. Das Klassenraster hat Pixel, Ausdehnung und KBS der Eingabe; 0 ist keine Klasse, 255 ist Leerwert. „Klassen bereinigen“ entfernt Sprenkel, „Klassen in Polygone umwandeln“ macht Polygone daraus.</translation>
    </message>
    <message>
      <source>Input raster</source>
      <translation>Eingaberaster</translation>
    </message>
    <message>
      <source>A raster of any size and CRS with the bands of the classifier, which are matched by name or number. Pixels that are nodata, transparent or masked get no class. Server layers (XYZ, WMS, WCS) are copied first and need an extent.</source>
      <translation>Ein Raster beliebiger Größe und beliebigen KBS mit den Kanälen des Klassifikators, gefunden über Namen oder Nummern. Leerwert-, Alpha- und Maskenkanäle bleiben ohne Klasse. Layer von Servern (XYZ, WMS, WCS) werden zuerst kopiert und brauchen eine Ausdehnung.</translation>
    </message>
    <message>
      <source>Path of the model that “Train pixel classifier” wrote, or name of an installed one.</source>
      <translation>Pfad des Modells, das „Pixelklassifikator trainieren“ geschrieben hat, oder der Name eines installierten.</translation>
    </message>
    <message>
      <source>random forest,logistic regression,supervised classification,land cover,spectral,onnx</source>
      <translation>Random Forest,Zufallswald,logistische Regression,überwachte Klassifikation,Landbedeckung,spektral,onnx</translation>
    </message>
    <message>
      <source>Classifier</source>
      <translation>Klassifikator</translation>
    </message>
    <message>
      <source>Clean classes</source>
      <translation>Klassen bereinigen</translation>
    </message>
    <message>
      <source>Removes small objects and holes of a class raster and smooths its edges.</source>
      <translation>Entfernt kleine Objekte und Löcher eines Klassenrasters und glättet seine Kanten.</translation>
    </message>
    <message>
      <source>Every class has its own rule: opening and closing in pixels, smallest object and largest hole in m². Pixels that lose their class become 0; nodata (255) stays nodata.</source>
      <translation>Jede Klasse hat ihre eigene Regel: Opening und Closing in Pixeln, kleinstes Objekt und größtes Loch in m². Pixel, die ihre Klasse verlieren, werden 0; Leerwert (255) bleibt Leerwert.</translation>
    </message>
    <message>
      <source>Class raster of “Segment raster”, or any raster of whole numbers 0 to 255.</source>
      <translation>Klassenraster von „Raster segmentieren“ oder ein beliebiges Raster ganzer Zahlen von 0 bis 255.</translation>
    </message>
    <message>
      <source>8-bit GeoTIFF on the pixels of the input; 255 is nodata.</source>
      <translation>8-Bit-GeoTIFF auf den Pixeln der Eingabe, 255 ist der Leerwert.</translation>
    </message>
    <message>
      <source>sieve,morphology,opening,closing,holes,majority,speckle</source>
      <translation>sieben,Morphologie,Opening,Closing,Löcher,Mehrheit,Sprenkel</translation>
    </message>
    <message>
      <source>Cleaned classes</source>
      <translation>Bereinigte Klassen</translation>
    </message>
    <message>
      <source>Saves several models as a set that is used like one model.</source>
      <translation>Speichert mehrere Netze als ein Modell, das als eines gewählt wird und läuft.</translation>
    </message>
    <message>
      <source>A class is the mean of all members that have it, or comes from a single member. Members may differ in bands, resolution (metres per pixel) and classes; each gets its own bands of the raster. The set refers to installed models and checks that they have not changed; files from elsewhere are imported first.</source>
      <translation>Eine Klasse ist das Mittel aller Mitglieder, die sie kennen, oder kommt aus je einem Mitglied. Mitglieder dürfen sich in Kanälen, Auflösung (Meter je Pixel) und Klassen unterscheiden; jedes sieht seine eigenen Kanäle des Rasters. Der Modellsatz verweist auf installierte Modelle und prüft, dass es genau diese sind; Dateien von anderswo werden zuerst importiert.</translation>
    </message>
    <message>
      <source>Members of the set, separated by semicolons: names of installed models, or paths of ONNX files.</source>
      <translation>Netze, die den Satz bilden, durch Semikolon getrennt: Namen installierter Modelle oder Pfade von ONNX-Dateien.</translation>
    </message>
    <message>
      <source>Letters, digits, spaces, dots, dashes and underscores.</source>
      <translation>Name, unter dem er gewählt wird: Buchstaben, Ziffern, Leerzeichen, Punkte, Binde- und Unterstriche.</translation>
    </message>
    <message>
      <source>How classes are combined: 0 average, 1 each class from one model.</source>
      <translation>Wie eine Klasse zustande kommt: 0 Mittelwert, 1 jede Klasse aus einem Modell.</translation>
    </message>
    <message>
      <source>Replaces an existing set of the same name.</source>
      <translation>Ob ein Modellsatz gleichen Namens ersetzt wird.</translation>
    </message>
    <message>
      <source>Weight of each model in the mean, in the order of the models and above 0: “2; 1” counts the first twice as much. Equal weights if empty.</source>
      <translation>Wie viel jedes Modell im Mittel zählt, in ihrer Reihenfolge und über 0: „2; 1“ traut dem ersten doppelt so viel. Wenn leer, zählen alle gleich.</translation>
    </message>
    <message>
      <source>Scales at which each model runs and is averaged; 1 is the resolution it was trained at. “1 0.5” is for all models, “1 0.5; 1” for one after the other. If empty, every model runs at 1, and at the scales of its card with the quality best.</source>
      <translation>Maßstäbe, in denen jedes Modell läuft und gemittelt wird, 1 für die Auflösung, mit der es trainiert wurde: „1 0.5“ für alle Modelle, „1 0.5; 1“ einzeln. Wenn leer, läuft jedes Modell mit 1, und in der besten Qualität in den Maßstäben seiner Modellkarte.</translation>
    </message>
    <message>
      <source>Minimum probability, 0 to 1, for a pixel to get a class of the set: “building=0.4; road=off”, where “off” leaves a class out. Other classes get the mean of the models' thresholds.</source>
      <translation>Kleinste Wahrscheinlichkeit, 0 bis 1, ab der ein Pixel zu einer Klasse des Modellsatzes gehört: „building=0.4; road=off“, wobei „off“ eine Klasse weglässt. Nicht genannte Klassen bekommen das Mittel der Schwellwerte der Modelle.</translation>
    </message>
    <message>
      <source>ensemble,average,set,per class,networks,weights,scales</source>
      <translation>Ensemble,Mittelwert,Satz,je Klasse,Netze,Gewichte,Maßstäbe</translation>
    </message>
    <message>
      <source>Name of the set</source>
      <translation>Name des Modellsatzes</translation>
    </message>
    <message>
      <source>Combine by</source>
      <translation>Kombinieren nach</translation>
    </message>
    <message>
      <source>Replace a set of the same name</source>
      <translation>Modellsatz gleichen Namens ersetzen</translation>
    </message>
    <message>
      <source>Saved set</source>
      <translation>Gespeicherter Modellsatz</translation>
    </message>
    <message>
      <source>Weights</source>
      <translation>Gewichte</translation>
    </message>
    <message>
      <source>Thresholds per class</source>
      <translation>Schwellwerte je Klasse</translation>
    </message>
    <message>
      <source>The set has no name</source>
      <translation>Der Modellsatz hat keinen Namen</translation>
    </message>
    <message>
      <source>Enter a name</source>
      <translation>Einen Namen angeben, unter dem er gewählt wird</translation>
    </message>
    <message>
      <source>Per class: each class from the first model that has it</source>
      <translation>Je Klasse: jede Klasse aus dem ersten Modell, das sie kennt</translation>
    </message>
    <message>
      <source>Decrappify</source>
      <translation>Decrappify</translation>
    </message>
    <message>
      <source>Sharpens and cleans a raster with a network trained on sharp imagery.</source>
      <translation>Schärft und säubert ein Raster mit einem Netz, das an scharfen Bildern trainiert wurde.</translation>
    </message>
    <message>
      <source>The network was trained on sharp imagery that had been blurred, coarsened and made noisy. Averaged to the pixels of the input, the result of an x2 or x4 model is the input again, but finer detail is a guess: it is for viewing and drawing, not for measuring. Bands that the network does not know, such as near infrared, get the detail of those it does, so that indices still work. Nodata stays nodata and does not blur into its neighbours.</source>
      <translation>Das Netz hat aus scharfen Bildern gelernt, die unscharf, gröber und verrauscht gemacht wurden. Herunter gemittelt ist das Ergebnis eines x2- oder x4-Modells wieder die Eingabe, aber was feiner ist als deren Pixel, ist eine Vermutung: zum Ansehen und Zeichnen, nicht zum Messen. Kanäle, die das Netz nicht kennt, etwa nahes Infrarot, bekommen die Einzelheiten der bekannten, sodass Indizes weiter stimmen. Leerwerte bleiben Leerwerte und verwischen nicht in ihre Nachbarn.</translation>
    </message>
    <message>
      <source>Imagery of any band count, data type and CRS; red, green and blue are found by name. Server layers (XYZ, WMS, WCS) are copied first and need an extent.</source>
      <translation>Bilder mit beliebig vielen Kanälen, jedem Datentyp und KBS; Rot, Grün und Blau werden am Namen erkannt. Layer von Servern (XYZ, WMS, WCS) werden zuerst kopiert und brauchen eine Ausdehnung.</translation>
    </message>
    <message>
      <source>super-resolution,sharpen,deblur,denoise,jpeg,repair,onnx</source>
      <translation>Superauflösung,schärfen,entrauschen,JPEG,reparieren,onnx</translation>
    </message>
    <message>
      <source>Deep image prior</source>
      <translation>Deep Image Prior</translation>
    </message>
    <message>
      <source>Makes a raster finer, removes its noise, or fills its gaps.</source>
      <translation>Macht ein Raster feiner, entfernt sein Rauschen oder füllt seine Lücken.</translation>
    </message>
    <message>
      <source>A small network is fitted to this raster alone, all bands together; no other image is involved. It stops by itself before it learns the noise. The result agrees with the input, but detail finer than the pixels of the input is a guess: it is for viewing and drawing, not for measuring. A stopped run continues where it was. Needs the runtime for training (PyTorch).</source>
      <translation>Ein kleines Netz wird allein an dieses Raster angepasst, alle Kanäle zusammen; es hat aus keinem anderen Bild gelernt. Es hält von selbst an, bevor es das Rauschen lernt. Das Ergebnis stimmt mit der Eingabe überein, aber was feiner ist als deren Pixel, ist eine Vermutung: zum Ansehen und Zeichnen, nicht zum Messen. Ein angehaltener Lauf geht weiter, wo er war. Dies braucht die Laufzeitumgebung zum Trainieren.</translation>
    </message>
    <message>
      <source>Imagery of any band count and data type. Nodata, alpha and mask bands are kept as they are. Server layers (XYZ, WMS, WCS) are copied first and need an extent.</source>
      <translation>Bilder mit beliebig vielen Kanälen und jedem Datentyp. Leerwert-, Alpha- und Maskenkanäle bleiben, wie sie sind. Layer von Servern (XYZ, WMS, WCS) werden zuerst kopiert und brauchen eine Ausdehnung.</translation>
    </message>
    <message>
      <source>0 super-resolve, 1 denoise, 2 fill nodata. Gaps are filled up to 32 pixels from the nearest valid pixel; valid pixels keep their values.</source>
      <translation>0 Superauflösung, 1 Entrauschen, 2 Leerwerte füllen. Lücken werden bis zu 32 Pixel vom nächsten gültigen Pixel gefüllt; Pixel mit einem Wert behalten ihn.</translation>
    </message>
    <message>
      <source>Super-resolve only: result pixels per input pixel along each side; 2 turns 10 m pixels into 5 m. Time and disk space grow with the square of it.</source>
      <translation>Nur Superauflösung: Pixel des Ergebnisses je Pixel der Eingabe entlang jeder Seite; 2 macht aus 10-m-Pixeln 5 m. Dauer und Speicherplatz wachsen mit dem Quadrat.</translation>
    </message>
    <message>
      <source>super-resolution,sharpen,denoise,noise,fill,gaps,stripes,inpaint</source>
      <translation>Superauflösung,schärfen,entrauschen,Rauschen,füllen,Lücken,Streifen</translation>
    </message>
    <message>
      <source>Task</source>
      <translation>Aufgabe</translation>
    </message>
    <message>
      <source>Super-resolve: more and finer pixels</source>
      <translation>Superauflösung: mehr und feinere Pixel</translation>
    </message>
    <message>
      <source>Denoise: the same pixels without noise</source>
      <translation>Entrauschen: dieselben Pixel ohne Rauschen</translation>
    </message>
    <message>
      <source>Fill nodata: gaps and stripes</source>
      <translation>Leerwerte füllen: Lücken und Streifen</translation>
    </message>
    <message>
      <source>Describe model</source>
      <translation>Modell beschreiben</translation>
    </message>
    <message>
      <source>Writes a page that describes a model: bands, resolution, classes, scores.</source>
      <translation>Schreibt eine Seite, die ein Netz erklärt: Kanäle, Auflösung, Klassen, Bewertung.</translation>
    </message>
    <message>
      <source>The page lists the bands the model needs and its resolution (metres per pixel), the classes it finds with their thresholds (0 to 1) and cleaning rules (pixels, m²), its scores, its licence, and where each fact was read.</source>
      <translation>Die Seite sagt, welche Kanäle das Netz braucht und mit wie vielen Metern je Pixel, welche Klassen es findet und mit welchen Schwellwerten (0 bis 1) und Regeln der Bereinigung (Pixel, m²), wie es abgeschnitten hat, seine Lizenz, und woher jede Angabe stammt.</translation>
    </message>
    <message>
      <source>Name of an installed model, or path of an ONNX file or of a set.</source>
      <translation>Name eines installierten Modells oder Pfad einer ONNX-Datei oder eines Modellsatzes.</translation>
    </message>
    <message>
      <source>The page, one HTML file.</source>
      <translation>Die Seite, eine HTML-Datei.</translation>
    </message>
    <message>
      <source>model card,onnx,network,legend,classes</source>
      <translation>Modellkarte,onnx,Netz,Legende,Klassen</translation>
    </message>
    <message>
      <source>Description</source>
      <translation>Beschreibung</translation>
    </message>
    <message>
      <source>Prepare</source>
      <translation>Vorbereiten</translation>
    </message>
    <message>
      <source>Analyse</source>
      <translation>Auswerten</translation>
    </message>
    <message>
      <source>Choose a class raster that is a file</source>
      <translation>Ein Klassenraster wählen, das eine Datei ist</translation>
    </message>
    <message>
      <source>Set an extent</source>
      <translation>Eine Ausdehnung angeben</translation>
    </message>
    <message>
      <source>No model is given</source>
      <translation>Es ist kein Modell angegeben</translation>
    </message>
    <message>
      <source>Enter it as xmin,xmax,ymin,ymax [EPSG:code], or leave it empty</source>
      <translation>Als xmin,xmax,ymin,ymax [EPSG:code] angeben oder leer lassen</translation>
    </message>
    <message>
      <source>Choose a file, or use a temporary one</source>
      <translation>Eine Datei nennen oder sie temporär sein lassen</translation>
    </message>
    <message>
      <source>Choose a model, for example “urban”</source>
      <translation>Ein Modell wählen, zum Beispiel „urban“</translation>
    </message>
    <message>
      <source>The extent is empty: {!r}</source>
      <translation>Die Ausdehnung ist leer: {!r}</translation>
    </message>
    <message>
      <source>No file is given for “{}”</source>
      <translation>Für „{}“ ist keine Datei angegeben</translation>
    </message>
    <message>
      <source>Layer “{}” has no values, only a rendered image</source>
      <translation>Layer „{}“ hat keine Werte, nur ein Bild</translation>
    </message>
    <message>
      <source>A server renders it (provider {})</source>
      <translation>Ein Server zeichnet ihn (Datenanbieter {})</translation>
    </message>
    <message>
      <source>Layer “{}” has no fixed extent</source>
      <translation>Layer „{}“ hat kein Ende</translation>
    </message>
    <message>
      <source>A server renders it for any extent (provider {})</source>
      <translation>Ein Server zeichnet ihn für jede Ausdehnung (Datenanbieter {})</translation>
    </message>
    <message>
      <source>The mask {!r} cannot be opened</source>
      <translation>Die Maske {!r} kann nicht geöffnet werden</translation>
    </message>
    <message>
      <source>Enhance in steps</source>
      <translation>In Schritten verbessern</translation>
    </message>
    <message>
      <source>Enhances a raster in steps, such as deep image prior, then Decrappify.</source>
      <translation>Verbessert ein Raster in Schritten, etwa Deep Image Prior, dann Decrappify.</translation>
    </message>
    <message>
      <source>Each step works on the result of the previous one, and scales multiply: two steps of x2 turn 10 m pixels into 2.5 m. The result is compared with the input, not with the steps between. Detail finer than the pixels of the input is a guess: it is for viewing and drawing, not for measuring. Needs the runtime for training (PyTorch).</source>
      <translation>Jeder Schritt arbeitet mit dem Ergebnis des vorigen, und die Faktoren der Schritte multiplizieren sich: Zwei Schritte mit x2 machen aus 10-m-Pixeln 2,5 m. Das Ergebnis wird mit der Eingabe verglichen, nicht mit den Schritten dazwischen. Was feiner ist als die Pixel der Eingabe, ist eine Vermutung: zum Ansehen und Zeichnen, nicht zum Messen. Dies braucht die Laufzeitumgebung zum Trainieren.</translation>
    </message>
    <message>
      <source>Imagery of any band count, data type and CRS. Server layers (XYZ, WMS, WCS) are copied first and need an extent.</source>
      <translation>Bilder mit beliebig vielen Kanälen, jedem Datentyp und KBS. Layer von Servern (XYZ, WMS, WCS) werden zuerst kopiert und brauchen eine Ausdehnung.</translation>
    </message>
    <message>
      <source>Steps in this order, separated by semicolons: “prior” removes noise or makes finer pixels with a deep image prior (see Scale), “denoise” and “fill” are its other tasks, and “decrappify” runs the model. A step may be repeated.</source>
      <translation>Schritte in dieser Reihenfolge, durch Semikolon getrennt: „prior“ entfernt mit einem Deep Image Prior das Rauschen oder macht feinere Pixel (siehe Faktor), „denoise“ und „fill“ sind seine anderen Aufgaben, und „decrappify“ wendet das Modell an. Ein Schritt darf mehrmals vorkommen.</translation>
    </message>
    <message>
      <source>For each step “prior”: pixels of its result per pixel along each side. 1 keeps the pixels and only removes their noise, so that the model sharpens borders and not noise. Time and disk space grow with the square of the scales of all steps together.</source>
      <translation>Für jeden Schritt „prior“: Pixel seines Ergebnisses je Pixel entlang jeder Seite. 1 behält die Pixel und entfernt nur ihr Rauschen, damit das Modell Grenzen schärft und nicht Rauschen. Dauer und Speicherplatz wachsen mit dem Quadrat des Faktors aller Schritte zusammen.</translation>
    </message>
    <message>
      <source>super-resolution,sharpen,denoise,chain,prior,decrappify,fields</source>
      <translation>Superauflösung,schärfen,entrauschen,Kette,prior,decrappify,Felder</translation>
    </message>
    <message>
      <source>No step is given</source>
      <translation>Es ist kein Schritt angegeben</translation>
    </message>
    <message>
      <source>Step “{}” is unknown</source>
      <translation>Schritt „{}“ ist unbekannt</translation>
    </message>
    <message>
      <source>Use one or more of {}</source>
      <translation>Zur Wahl stehen {}</translation>
    </message>
    <message>
      <source>Polygons in any CRS; pixels outside them become nodata.</source>
      <translation>Nur Pixel innerhalb dieser Polygone werden behalten, in beliebigem KBS; alle anderen werden Leerwert.</translation>
    </message>
    <message>
      <source>Side of the square tiles that are processed one after the other, in pixels of the input; 0 lets Sat DL choose. Smaller tiles need less memory.</source>
      <translation>Seitenlänge der quadratischen Ausschnitte, die nacheinander bearbeitet werden, in Pixeln der Eingabe; bei 0 wählt Sat DL. Kleiner braucht weniger Speicher.</translation>
    </message>
    <message>
      <source>GeoTIFF with the bands, data type, value range, nodata and extent of the input. It is for viewing and drawing, not for measuring.</source>
      <translation>GeoTIFF mit Kanälen, Datentyp, Wertebereich, Leerwert und Ausdehnung der Eingabe. Es ist zum Ansehen und Zeichnen, nicht zum Messen.</translation>
    </message>
    <message>
      <source>How far the result disagrees with the input, per pixel and band, on the input's pixels and in its units: |degraded(output) - input|. Its mean is in the log.</source>
      <translation>Wie weit das Ergebnis von der Eingabe abweicht, je Pixel und Kanal, auf den Pixeln der Eingabe und in ihren Einheiten: |vergröbert(Ergebnis) - Eingabe|. Der Mittelwert steht im Protokoll.</translation>
    </message>
    <message>
      <source>A model that enhances: the name of an installed model, or the path of an ONNX file. “sharpen” models stay closest to the true values, for people who measure; “decrappify” models look best. x2 and x4 make 2 and 4 times as many pixels along each side; x1 repairs the existing pixels.</source>
      <translation>Ein Netz zum Verbessern: der Name eines installierten Modells oder der Pfad einer ONNX-Datei. „sharpen“-Modelle bleiben den wahren Werten am nächsten, für alle, die messen; „decrappify“-Modelle sehen am besten aus. x2 und x4 ergeben 2- und 4-mal so viele Pixel entlang jeder Seite, x1 repariert die vorhandenen Pixel.</translation>
    </message>
    <message>
      <source>Iterations</source>
      <translation>Iterationen</translation>
    </message>
    <message>
      <source>Steps of fitting for each tile; 0 stops automatically, which is best.</source>
      <translation>Schritte der Anpassung je Kachel; 0 endet von selbst, das ist am besten.</translation>
    </message>
    <message>
      <source>A whole number; the same seed gives the same result on the same computer.</source>
      <translation>Eine beliebige ganze Zahl; dieselbe ergibt auf demselben Rechner dasselbe Ergebnis.</translation>
    </message>
    <message>
      <source>Enhanced raster</source>
      <translation>Verbessertes Raster</translation>
    </message>
    <message>
      <source>Residual</source>
      <translation>Residuum</translation>
    </message>
    <message>
      <source>No model that enhances is installed</source>
      <translation>Es ist kein Modell zum Verbessern installiert</translation>
    </message>
    <message>
      <source>This version of Sat DL does not include any</source>
      <translation>Diese Version von Sat DL bringt keines mit</translation>
    </message>
    <message>
      <source>Import one with “Import model”, or give the path of an ONNX file</source>
      <translation>Eines mit „Modell importieren“ importieren oder den Pfad einer ONNX-Datei angeben</translation>
    </message>
    <message>
      <source>It is neither the name of an installed model nor the path of an ONNX file</source>
      <translation>Es ist weder der Name eines installierten Modells noch der Pfad einer ONNX-Datei</translation>
    </message>
    <message>
      <source>It does not output images</source>
      <translation>Es ergibt keine Bilder</translation>
    </message>
    <message>
      <source>Choose a model that enhances</source>
      <translation>Ein Modell zum Verbessern wählen</translation>
    </message>
    <message>
      <source>There is no model {!r}</source>
      <translation>Es gibt kein Modell {!r}</translation>
    </message>
    <message>
      <source>Models that enhance: {}</source>
      <translation>Modelle zum Verbessern: {}</translation>
    </message>
    <message>
      <source>The model “{}” is for {}, not for enhancement</source>
      <translation>Das Modell „{}“ ist für {}, nicht zum Verbessern</translation>
    </message>
    <message>
      <source>Export training chips</source>
      <translation>Trainingskacheln exportieren</translation>
    </message>
    <message>
      <source>Cuts labelled rasters into chips to train networks on.</source>
      <translation>Schneidet erfasste Raster in Kacheln, mit denen Netze trainiert werden.</translation>
    </message>
    <message>
      <source>Every chip is a GeoTIFF with all bands unchanged, paired with a GeoTIFF of its labels: class ids, and 255 for pixels to ignore, because they are not labelled or have no data. Chips are split by location: blocks of ground are set aside for validation, and chips that overlap both kinds of blocks are left out, so no pixel is in both. Chips without any label are left out as well. A table lists all chips, and a file holds the statistics of bands and classes. The layers are never changed.</source>
      <translation>Jede Kachel ist ein GeoTIFF mit allen Kanälen, wie sie sind, und hat ein GeoTIFF mit ihren Labels: Klassennummern, und 255, wo nichts gelernt werden darf, weil es nicht erfasst wurde oder keine Daten hat. Kacheln werden nach dem Ort aufgeteilt: Blöcke am Boden werden für die Validierung zurückgelegt, und Kacheln, die in beide Arten von Blöcken reichen, bleiben weg, damit kein Pixel in beiden ist. Auch Kacheln ohne Label bleiben weg. Eine Tabelle zählt alle Kacheln auf, und eine Datei hat die Statistik der Kanäle und Klassen. Die Layer werden nie geändert.</translation>
    </message>
    <message>
      <source>A new or empty folder, or one with earlier chips, which are replaced when everything has been written.</source>
      <translation>Ein neuer oder leerer Ordner, oder einer mit früheren Kacheln; diese werden ersetzt, wenn alles geschrieben ist.</translation>
    </message>
    <message>
      <source>The layer of labels</source>
      <translation>Der Layer mit den Labels</translation>
    </message>
    <message>
      <source>Width and height of the chips in pixels.</source>
      <translation>Breite und Höhe der Kacheln in Pixeln.</translation>
    </message>
    <message>
      <source>Stride (pixels)</source>
      <translation>Schrittweite (Pixel)</translation>
    </message>
    <message>
      <source>Distance from one chip to the next in pixels. 0 means the side of a chip; a smaller value makes chips overlap.</source>
      <translation>Pixel von einer Kachel zur nächsten. 0 bedeutet die Seite einer Kachel; mit weniger überlappen sie sich.</translation>
    </message>
    <message>
      <source>What is written in addition to the pairs of GeoTIFF files: nothing, one file of objects per split (COCO instances), or one text file of outlines per chip (YOLO segmentation).</source>
      <translation>Was neben den Paaren von GeoTIFF geschrieben wird: nichts weiter, eine Datei mit Objekten je Teil (COCO-Instanzen) oder eine Textdatei mit Umrissen je Kachel (YOLO-Segmentierung).</translation>
    </message>
    <message>
      <source>How many percent of the labelled pixels are set aside for validation, approximately.</source>
      <translation>Wie viel Prozent der erfassten Pixel ungefähr zurückgelegt werden.</translation>
    </message>
    <message>
      <source>A whole number; the same seed sets the same blocks of ground aside.</source>
      <translation>Eine ganze Zahl; dieselbe legt dieselben Blöcke am Boden zurück.</translation>
    </message>
    <message>
      <source>Writes the chips next to the existing files, which are kept.</source>
      <translation>Schreibt die Kacheln neben die vorhandenen Dateien; diese bleiben.</translation>
    </message>
    <message>
      <source>chips,tiles,patches,training,labels,dataset,coco,yolo,samples</source>
      <translation>Kacheln,Ausschnitte,Training,Labels,Datensatz,coco,yolo,Stichproben</translation>
    </message>
    <message>
      <source>Folder of chips</source>
      <translation>Ordner der Kacheln</translation>
    </message>
    <message>
      <source>Number of training chips</source>
      <translation>Anzahl der Kacheln zum Trainieren</translation>
    </message>
    <message>
      <source>Number of validation chips</source>
      <translation>Anzahl der Kacheln zum Validieren</translation>
    </message>
    <message>
      <source>No folder is given for the chips</source>
      <translation>Für die Kacheln ist kein Ordner angegeben</translation>
    </message>
    <message>
      <source>Format</source>
      <translation>Format</translation>
    </message>
    <message>
      <source>Allow a folder with other files</source>
      <translation>Ordner mit anderen Dateien erlauben</translation>
    </message>
    <message>
      <source>Choose a folder, or use a temporary one</source>
      <translation>Einen Ordner nennen oder ihn temporär sein lassen</translation>
    </message>
    <message>
      <source>Export labels</source>
      <translation>Labels exportieren</translation>
    </message>
    <message>
      <source>Writes reviewed polygons as GeoPackage, GeoJSON, COCO or a WKT table.</source>
      <translation>Schreibt geprüfte Polygone als GeoPackage, GeoJSON, COCO oder WKT-Tabelle.</translation>
    </message>
    <message>
      <source>GeoJSON is in degrees (WGS 84). COCO describes one image and its objects in pixels, clipped to the image, without holes. The WKT table is that of the Dstl contest, one row per class; with a raster, x runs from 0 to Xmax and y from 0 down to Ymin (without unit, 0.01 for the longer side), which are written next to it; without a raster, coordinates are those of the layer. For chips with images, see “Export training chips”. Needs no runtime.</source>
      <translation>GeoJSON ist in Grad (WGS 84). COCO hat ein Bild und seine Objekte in Pixeln, auf das Bild zugeschnitten, ohne Löcher. Die WKT-Tabelle ist die des Dstl-Wettbewerbs: eine Zeile je Klasse; mit einem Raster läuft x von 0 bis Xmax und y von 0 hinunter bis Ymin (ohne Einheit, 0,01 für die längere Seite), die daneben geschrieben werden, und ohne Raster sind die Koordinaten die des Layers. Für Kacheln mit Bildern siehe „Trainingskacheln exportieren“. Eine Laufzeitumgebung ist nicht nötig.</translation>
    </message>
    <message>
      <source>A review layer, or other polygons with class_id or class_name.</source>
      <translation>Ein Prüflayer oder andere Polygone mit class_id oder class_name.</translation>
    </message>
    <message>
      <source>File extensions are .gpkg, .geojson, .json and .csv.</source>
      <translation>Die Dateien enden auf .gpkg, .geojson, .json und .csv.</translation>
    </message>
    <message>
      <source>Polygons with another status are left out; by default only polygons that people confirmed are written. If the layer has no field “status”, all polygons are written.</source>
      <translation>Polygone mit anderem Status werden ausgelassen; voreingestellt werden nur Polygone geschrieben, die Menschen bestätigt haben. Hat der Layer kein Feld „status“, werden alle geschrieben.</translation>
    </message>
    <message>
      <source>The image the labels belong to. COCO requires it, a WKT table takes its coordinates from it, and the other formats do not use it.</source>
      <translation>Das Bild, zu dem die Labels gehören. COCO braucht es, eine WKT-Tabelle hat damit ihre eigenen Koordinaten, und die anderen Formate benutzen es nicht.</translation>
    </message>
    <message>
      <source>The file, with the extension of its format.</source>
      <translation>Die Datei, mit der Endung ihres Formats.</translation>
    </message>
    <message>
      <source>coco,geojson,wkt,dstl,kaggle,annotations,ground truth</source>
      <translation>coco,geojson,wkt,dstl,kaggle,Annotationen,Referenzdaten,Labels</translation>
    </message>
    <message>
      <source>Polygons</source>
      <translation>Polygone</translation>
    </message>
    <message>
      <source>Status</source>
      <translation>Status</translation>
    </message>
    <message>
      <source>Raster</source>
      <translation>Raster</translation>
    </message>
    <message>
      <source>Number of polygons</source>
      <translation>Anzahl der Polygone</translation>
    </message>
    <message>
      <source>No raster is given</source>
      <translation>Es ist kein Raster angegeben</translation>
    </message>
    <message>
      <source>COCO uses the pixel coordinates of an image</source>
      <translation>COCO zählt in Pixeln eines Bildes</translation>
    </message>
    <message>
      <source>Choose the raster that the polygons were drawn on</source>
      <translation>Das Raster wählen, auf dem die Polygone gezeichnet wurden</translation>
    </message>
    <message>
      <source>Writing polygons</source>
      <translation>Polygone werden geschrieben</translation>
    </message>
    <message>
      <source>No polygon has one of the chosen states, or none lies on the raster</source>
      <translation>Kein Polygon hat einen der gewählten Status, oder keines liegt auf dem Raster</translation>
    </message>
    <message>
      <source>Programs recognise formats by the file extension</source>
      <translation>Programme unterscheiden Formate an den Endungen der Dateien</translation>
    </message>
    <message>
      <source>{} polygons written to {}</source>
      <translation>{} Polygone nach {} geschrieben</translation>
    </message>
    <message>
      <source>WKT table (Dstl)</source>
      <translation>WKT-Tabelle (Dstl)</translation>
    </message>
    <message>
      <source>The polygons {!r} cannot be opened</source>
      <translation>Die Polygone {!r} können nicht geöffnet werden</translation>
    </message>
    <message>
      <source>{} does not have the extension of its format</source>
      <translation>{} endet nicht wie ihr Format</translation>
    </message>
    <message>
      <source>Use the extension {}</source>
      <translation>Sie auf {} enden lassen</translation>
    </message>
    <message>
      <source>Import model</source>
      <translation>Modell importieren</translation>
    </message>
    <message>
      <source>Checks an ONNX network, completes its card and installs it under a name.</source>
      <translation>Prüft ein ONNX-Netz, vervollständigt seine Modellkarte und installiert es unter einem Namen.</translation>
    </message>
    <message>
      <source>What the network needs is read from its card, a STAC MLM item or Esri .emd next to it, Deepness metadata or the graph itself; values given here take precedence. The log lists what had to be guessed, such as the resolution in metres per pixel or the class names.</source>
      <translation>Was das Netz braucht, wird aus seiner Modellkarte, einem STAC-MLM-Element oder einer Esri-.emd-Datei daneben, aus Deepness-Metadaten oder dem Graphen selbst gelesen; was hier angegeben ist, geht vor. Das Protokoll sagt, was geraten werden musste, etwa die Auflösung in Metern je Pixel oder die Namen der Klassen.</translation>
    </message>
    <message>
      <source>ONNX file, or the .set.json of a set, whose members are imported with it. Files that could run code (pickles, .pt, .pth) are refused.</source>
      <translation>ONNX-Datei oder die .set.json-Datei eines Modellsatzes, dessen Mitglieder mit importiert werden. Dateien, die Code ausführen könnten (Pickle, .pt, .pth), werden abgelehnt.</translation>
    </message>
    <message>
      <source>Name of the installed model. If empty, the name in its card, or else of the file.</source>
      <translation>Name, unter dem es gewählt wird; wenn leer, der in seiner Modellkarte oder der der Datei.</translation>
    </message>
    <message>
      <source>Replaces an installed model of the same name.</source>
      <translation>Ob ein installiertes Modell gleichen Namens ersetzt wird.</translation>
    </message>
    <message>
      <source>Resolution (metres per pixel)</source>
      <translation>Auflösung (Meter je Pixel)</translation>
    </message>
    <message>
      <source>Metres per pixel the network was trained at; read from the model if empty. If unknown, rasters are used at their own resolution.</source>
      <translation>Meter je Pixel, mit denen das Netz trainiert wurde; wenn leer, gelesen. Wo nichts angegeben ist, werden Raster in ihrer eigenen Auflösung benutzt.</translation>
    </message>
    <message>
      <source>Common names of the input bands in their order, for example “red; green; blue; nir”; read or guessed if empty.</source>
      <translation>Übliche englische Namen der Eingabekanäle in ihrer Reihenfolge, zum Beispiel „red; green; blue; nir“; wenn leer, gelesen oder geraten.</translation>
    </message>
    <message>
      <source>Class names in the order of the output channels, for example “background; building; road”; “8=water” also sets the value in the class raster (0 to 254, 0 for the background). Read from the model if empty.</source>
      <translation>Namen der Klassen in der Reihenfolge der Ausgabekanäle, zum Beispiel „background; building; road“; „8=water“ setzt auch den Wert im Klassenraster (0 bis 254, 0 für den Hintergrund). Wenn leer, gelesen.</translation>
    </message>
    <message>
      <source>model card,onnx,network,install,deepness,esri,mlm</source>
      <translation>Modellkarte,onnx,Netz,installieren,deepness,esri,mlm</translation>
    </message>
    <message>
      <source>Replace a model of the same name</source>
      <translation>Modell gleichen Namens ersetzen</translation>
    </message>
    <message>
      <source>Installed network</source>
      <translation>Installiertes Netz</translation>
    </message>
    <message>
      <source>Choose an ONNX file</source>
      <translation>Eine ONNX-Datei wählen</translation>
    </message>
    <message>
      <source>Network {!r} does not exist</source>
      <translation>Das Netz {!r} existiert nicht</translation>
    </message>
    <message>
      <source>Import promptable network</source>
      <translation>Klick-Netz importieren</translation>
    </message>
    <message>
      <source>Installs a network that outlines what is clicked, such as SAM.</source>
      <translation>Installiert ein Netz, das segmentiert, was angeklickt wird, wie es SAM tut.</translation>
    </message>
    <message>
      <source>Such a network consists of two ONNX files: the encoder looks at the image once, and the decoder answers every click. Exports of SAM and MobileSAM (inputs image_embeddings, point_coords, point_labels) and of EfficientSAM (batched_images, batched_point_coords, batched_point_labels) are supported. Both files are tested on a small generated image first. “Click to segment” on the Review page then uses the network. Sat DL does not download any: check the licence of the one you choose.</source>
      <translation>Ein solches Netz besteht aus zwei ONNX-Dateien: Der Encoder betrachtet das Bild einmal, und der Decoder beantwortet jeden Klick. Verstanden werden Exporte von SAM und MobileSAM (Eingaben image_embeddings, point_coords, point_labels) und von EfficientSAM (batched_images, batched_point_coords, batched_point_labels). Beide werden zuerst an einem kleinen erzeugten Bild ausprobiert. Danach benutzt es „Klicken zum Segmentieren“ auf der Seite „Prüfen“. Sat DL lädt keines herunter: auf die Lizenz des gewählten achten.</translation>
    </message>
    <message>
      <source>Name of the network; if empty, that of the encoder file.</source>
      <translation>Name, unter dem es bekannt ist; wenn leer, der der Encoder-Datei.</translation>
    </message>
    <message>
      <source>Replaces an installed network of the same name.</source>
      <translation>Ob ein installiertes Netz gleichen Namens ersetzt wird.</translation>
    </message>
    <message>
      <source>segment anything,sam,mobilesam,efficientsam,click,prompt,onnx</source>
      <translation>segment anything,sam,mobilesam,efficientsam,klicken,prompt,onnx</translation>
    </message>
    <message>
      <source>Encoder</source>
      <translation>Encoder</translation>
    </message>
    <message>
      <source>ONNX file that encodes the image.</source>
      <translation>ONNX-Datei, die das Bild betrachtet.</translation>
    </message>
    <message>
      <source>Decoder</source>
      <translation>Decoder</translation>
    </message>
    <message>
      <source>ONNX file that turns clicks into outlines.</source>
      <translation>ONNX-Datei, die Klicks beantwortet.</translation>
    </message>
    <message>
      <source>Replace a network of the same name</source>
      <translation>Netz gleichen Namens ersetzen</translation>
    </message>
    <message>
      <source>Name of the network</source>
      <translation>Name des Netzes</translation>
    </message>
    <message>
      <source>ONNX networks (*.onnx)</source>
      <translation>ONNX-Netze (*.onnx)</translation>
    </message>
    <message>
      <source>Import a model first</source>
      <translation>Zuerst ein Modell importieren</translation>
    </message>
    <message>
      <source>It is neither next to the set nor among the installed models</source>
      <translation>Es liegt weder neben dem Modellsatz noch unter den installierten Modellen</translation>
    </message>
    <message>
      <source>Import it, or delete the set</source>
      <translation>Es importieren oder den Modellsatz löschen</translation>
    </message>
    <message>
      <source>Installed models: {}</source>
      <translation>Installierte Modelle: {}</translation>
    </message>
    <message>
      <source>Member {} of the set is missing</source>
      <translation>Mitglied {} des Modellsatzes fehlt</translation>
    </message>
    <message>
      <source>What to label next</source>
      <translation>Was als Nächstes erfassen</translation>
    </message>
    <message>
      <source>Ranks tiles of an image by how much labelling them would teach a model.</source>
      <translation>Ordnet Kacheln eines Bildes danach, wie viel ihre Erfassung ein Modell lehren würde.</translation>
    </message>
    <message>
      <source>A tile is worth labelling when the models are uncertain about it, when its flips and rotations or several models disagree, and when it looks unlike the tiles ranked before it (brightness, texture and classes). The fields entropy and disagreement are means over the classes in bits, 0 to 1; score is 0 to 1 and rank 1 comes first. Set the field state of each tile to doing and done as you work: training and chip export use the tiles that are done as the labelled area. Tiles with less than a quarter of valid data are left out.</source>
      <translation>Eine Kachel lohnt sich, wenn die Modelle bei ihr unsicher sind, wenn ihre Spiegelungen und Drehungen oder mehrere Modelle einander widersprechen, und wenn sie anders aussieht als die Kacheln vor ihr (Helligkeit, Textur und Klassen). Die Felder entropy und disagreement sind Mittel über die Klassen in Bit, 0 bis 1; score ist 0 bis 1, und rank 1 kommt zuerst. Das Feld state jeder Kachel unterwegs auf doing und done setzen: Training und Kachelexport nehmen die fertigen Kacheln als ihr Gebiet. Kacheln mit weniger als einem Viertel Daten bleiben weg.</translation>
    </message>
    <message>
      <source>Image to label</source>
      <translation>Bild, das erfasst wird</translation>
    </message>
    <message>
      <source>Imagery of any band count, data type and CRS; nodata is ignored.</source>
      <translation>Bilder mit beliebig vielen Kanälen, jedem Datentyp und KBS; Leerwerte zählen nicht.</translation>
    </message>
    <message>
      <source>The model to improve; with several, separated by semicolons, tiles on which they disagree come first.</source>
      <translation>Das Modell, das besser werden soll; bei mehreren, durch Semikolon getrennt, kommen Kacheln zuerst, bei denen sie sich widersprechen.</translation>
    </message>
    <message>
      <source>Polygons with the fields state, rank, score, entropy and disagreement.</source>
      <translation>Polygone mit den Feldern state, rank, score, entropy und disagreement.</translation>
    </message>
    <message>
      <source>Side of a tile (pixels)</source>
      <translation>Seite einer Kachel (Pixel)</translation>
    </message>
    <message>
      <source>In pixels of the image; labelling a tile should take a few minutes.</source>
      <translation>In Pixeln des Bildes; eine Kachel soll sich in einigen Minuten erfassen lassen.</translation>
    </message>
    <message>
      <source>Tiles of an earlier run, whose states are kept, or polygons inside which everything is labelled.</source>
      <translation>Kacheln eines früheren Laufs, deren Stand behalten wird, oder Polygone, in denen alles erfasst wurde.</translation>
    </message>
    <message>
      <source>Takes four times as long; a model that is certain gives the same answer each time.</source>
      <translation>Dauert viermal so lang; ein Modell, das sich sicher ist, gibt dieselbe Antwort.</translation>
    </message>
    <message>
      <source>From 0 to 1: 0 ranks by uncertainty alone, 1 spreads similar tiles far apart.</source>
      <translation>Von 0 bis 1: 0 ordnet allein nach Unsicherheit, 1 rückt Kacheln, die sich gleichen, weit auseinander.</translation>
    </message>
    <message>
      <source>The labelled area</source>
      <translation>Das erfasste Gebiet</translation>
    </message>
    <message>
      <source>active learning,uncertainty,entropy,disagreement,diversity,annotate,samples,grid</source>
      <translation>aktives Lernen,Unsicherheit,Entropie,Widerspruch,Vielfalt,annotieren,Stichproben,Gitter</translation>
    </message>
    <message>
      <source>Tiles</source>
      <translation>Kacheln</translation>
    </message>
    <message>
      <source>Number of tiles</source>
      <translation>Anzahl der Kacheln</translation>
    </message>
    <message>
      <source>Tiles still to be labelled</source>
      <translation>Noch zu erfassende Kacheln</translation>
    </message>
    <message>
      <source>Labelled so far</source>
      <translation>Bisher erfasst</translation>
    </message>
    <message>
      <source>Compare flips and rotations</source>
      <translation>Spiegelungen und Drehungen vergleichen</translation>
    </message>
    <message>
      <source>Diversity</source>
      <translation>Vielfalt</translation>
    </message>
    <message>
      <source>{} tiles, {} of them still to be labelled.</source>
      <translation>{} Kacheln, davon {} noch zu erfassen.</translation>
    </message>
    <message>
      <source>The labelled area {!r} cannot be opened</source>
      <translation>Das erfasste Gebiet {!r} kann nicht geöffnet werden</translation>
    </message>
    <message>
      <source>One or more rasters with the same bands; CRS and pixels may differ.</source>
      <translation>Ein Raster oder mehrere mit denselben Kanälen, jedes mit eigenem KBS und eigenen Pixeln.</translation>
    </message>
    <message>
      <source>For polygons: the field with the class ids (0 to 254) or names. If empty, class_id or else class_name is used. Pixels under polygons without a class are ignored.</source>
      <translation>Für Polygone: das Feld mit den Nummern (0 bis 254) oder Namen der Klassen. Leer bedeutet class_id, sonst class_name. Was Polygone ohne Klasse bedecken, wird nicht beachtet.</translation>
    </message>
    <message>
      <source>Polygons inside which everything is labelled. Pixels outside are ignored and never taken for background. If empty, the rasters count as completely labelled.</source>
      <translation>Polygone, in denen alles erfasst wurde. Pixel außerhalb werden nicht beachtet und nie für Hintergrund gehalten. Leer bedeutet, dass die Raster vollständig erfasst sind.</translation>
    </message>
    <message>
      <source>Polygons with a class each, the last of which counts where they overlap, or a class raster, on any grid and in any CRS (the nearest pixel is used). Rejected polygons are left out.</source>
      <translation>Was wo ist: Polygone mit je einer Klasse, von denen das letzte zählt, wo sie sich überlappen, oder ein Klassenraster mit beliebigen Pixeln und in beliebigem KBS (das nächste Pixel wird genommen). Polygone mit dem Status rejected bleiben weg.</translation>
    </message>
    <message>
      <source>The area</source>
      <translation>Das Gebiet</translation>
    </message>
    <message>
      <source>Of the tiles of “What to label next”, only those with the state done count.</source>
      <translation>Von den Kacheln aus „Was als Nächstes erfassen“ zählen nur die mit dem Stand „done“.</translation>
    </message>
    <message>
      <source>The area {!r} cannot be opened</source>
      <translation>Das Gebiet {!r} lässt sich nicht öffnen</translation>
    </message>
    <message>
      <source>Choose a smaller extent</source>
      <translation>Eine kleinere Ausdehnung wählen</translation>
    </message>
    <message>
      <source>Check the layer and the free space for temporary files</source>
      <translation>Den Layer und den Platz auf dem temporären Datenträger prüfen</translation>
    </message>
    <message>
      <source>The server did not answer, or has nothing there</source>
      <translation>Der Server hat nicht geantwortet oder hat dort nichts</translation>
    </message>
    <message>
      <source>Check the address and the network, or choose another extent</source>
      <translation>Adresse und Netzwerk prüfen oder eine andere Ausdehnung wählen</translation>
    </message>
    <message>
      <source>Copying layer “{}” to a temporary file, {} by {} pixels</source>
      <translation>Layer „{}“ wird in eine temporäre Datei kopiert, {} mal {} Pixel</translation>
    </message>
    <message>
      <source>The model does not say how many metres a pixel should have</source>
      <translation>Das Modell sagt nicht, wie viele Meter ein Pixel haben soll</translation>
    </message>
    <message>
      <source>Import the model with its resolution, or export the layer to a GeoTIFF first</source>
      <translation>Das Modell mit seiner Auflösung importieren oder den Layer zuerst als GeoTIFF exportieren</translation>
    </message>
    <message>
      <source>Choose another extent</source>
      <translation>Eine andere Ausdehnung wählen</translation>
    </message>
    <message>
      <source>Choose an extent that overlaps the layer</source>
      <translation>Eine Ausdehnung wählen, die den Layer überlappt</translation>
    </message>
    <message>
      <source>Copying the layer</source>
      <translation>Layer wird kopiert</translation>
    </message>
    <message>
      <source>Copying layer “{}” would take {} by {} pixels</source>
      <translation>Das Kopieren von Layer „{}“ ergäbe {} mal {} Pixel</translation>
    </message>
    <message>
      <source>Layers that are not files are copied first, up to {} million pixels</source>
      <translation>Layer, die keine Dateien sind, werden zuerst kopiert, bis zu {} Millionen Pixel</translation>
    </message>
    <message>
      <source>The extent is outside layer “{}”</source>
      <translation>Die Ausdehnung liegt außerhalb von Layer „{}“</translation>
    </message>
    <message>
      <source>Layer “{}” could not be copied to a temporary file</source>
      <translation>Layer „{}“ konnte nicht in eine temporäre Datei kopiert werden</translation>
    </message>
    <message>
      <source>Layer “{}” gave no data for this extent</source>
      <translation>Layer „{}“ lieferte für diese Ausdehnung keine Daten</translation>
    </message>
    <message>
      <source>{} % of the pixels of layer “{}” are missing, treated as nodata</source>
      <translation>{} % der Pixel von Layer „{}“ fehlen und gelten als Leerwert</translation>
    </message>
    <message>
      <source>Layer “{}” has no pixels of its own</source>
      <translation>Layer „{}“ hat keine eigenen Pixel</translation>
    </message>
    <message>
      <source>The extent cannot be brought into the CRS of layer “{}”</source>
      <translation>Die Ausdehnung kann nicht in das KBS von Layer „{}“ gebracht werden</translation>
    </message>
    <message>
      <source>Trains a model further on your corrections, as a new version.</source>
      <translation>Lässt ein Netz aus den eigenen Korrekturen weiterlernen, als neue Version.</translation>
    </message>
    <message>
      <source>Tiles that are done count as completely labelled: what has no polygon there is background. Elsewhere only those polygons count that somebody accepted, corrected or added (they are of their class) or rejected (they are not); everything else stays unknown. About 25 percent of the reviewed pixels are set aside, in whole blocks of ground, and both versions are scored on them. The old version is kept, and the new one is a model of its own with the next number. It goes half of the way to what was learned, and less far where less was reviewed; thresholds and separations change only where that finds the objects of done tiles much better. Classes, bands and resolution do not change, so only classes that the model already has can be learned. Only networks that came with Sat DL or were trained with it can be trained further. The model adapts to this place and this kind of image: with few corrections some classes may get worse, and so may results elsewhere. Look at the report, and keep the version that needs less correcting. Needs the runtime for training (PyTorch).</source>
      <translation>Fertige Kacheln gelten als vollständig erfasst: Was dort kein Polygon hat, ist Hintergrund. Anderswo zählen nur Polygone, die jemand angenommen, korrigiert oder hinzugefügt hat (sie gehören zu ihrer Klasse) oder abgelehnt hat (sie gehören nicht dazu); alles Übrige bleibt unbekannt. Etwa 25 Prozent der geprüften Pixel werden zurückgelegt, in ganzen Blöcken am Boden, und beide Versionen werden darauf bewertet. Die alte Version bleibt, und die neue ist ein eigenes Modell mit der nächsten Nummer. Sie geht den halben Weg zu dem, was gelernt wurde, und weniger weit, wo weniger geprüft wurde; Schwellwerte und Trennungen ändern sich nur, wo die Objekte fertiger Kacheln damit viel besser gefunden werden. Klassen, Kanäle und Auflösung ändern sich nicht; gelernt werden also nur Klassen, die das Modell hat. Nur Netze, die mit Sat DL kamen oder damit trainiert wurden, können weiterlernen. Gelernt wird dieser Ort und diese Art von Bild: Mit wenigen Korrekturen können manche Klassen schlechter werden, und anderswo kann das Netz schlechter sein als vorher. Den Bericht ansehen und die Version behalten, die weniger Korrekturen braucht. Dies braucht die Laufzeitumgebung zum Trainieren (PyTorch).</translation>
    </message>
    <message>
      <source>The review layer</source>
      <translation>Der Prüflayer</translation>
    </message>
    <message>
      <source>What was segmented: one or more rasters with the same bands.</source>
      <translation>Was segmentiert wurde: ein Raster oder mehrere mit denselben Kanälen.</translation>
    </message>
    <message>
      <source>Polygons with class_id and status, as “Make review layer” makes them, in any CRS.</source>
      <translation>Polygone mit class_id und status, wie „Prüflayer anlegen“ sie macht, in beliebigem KBS.</translation>
    </message>
    <message>
      <source>Tiles of “What to label next”, of which those done count as completely labelled, or any polygons inside which everything is labelled. If empty, nothing counts as completely labelled.</source>
      <translation>Kacheln von „Was als Nächstes erfassen“, von denen die fertigen vollständig erfasst wurden, oder beliebige Polygone, in denen alles erfasst wurde. Leer bedeutet, dass nichts vollständig erfasst wurde.</translation>
    </message>
    <message>
      <source>The model to train further; its file is not changed.</source>
      <translation>Das Netz, das weiterlernt; seine Datei bleibt, wie sie ist.</translation>
    </message>
    <message>
      <source>Time limit (minutes)</source>
      <translation>Zeitgrenze (Minuten)</translation>
    </message>
    <message>
      <source>Approximate time for everything, in minutes. More time helps most with many corrections; a GPU does in one minute what takes a processor many.</source>
      <translation>Wie lange alles ungefähr dauern darf, in Minuten. Mehr Zeit hilft am meisten bei vielen Korrekturen; eine GPU schafft in einer Minute, wofür ein Prozessor viele braucht.</translation>
    </message>
    <message>
      <source>Rehearsal (%)</source>
      <translation>Auffrischung (%)</translation>
    </message>
    <message>
      <source>How many percent of the patches show surrounding ground that nobody reviewed, labelled with what the old version is certain of there, so that it is not forgotten.</source>
      <translation>Wie viel Prozent der Ausschnitte ungeprüften Boden ringsum zeigen, mit dem, was die alte Version dort sicher weiß, damit es nicht vergessen wird.</translation>
    </message>
    <message>
      <source>How many percent of the reviewed pixels are set aside for the comparison, approximately.</source>
      <translation>Wie viel Prozent der geprüften Pixel ungefähr für den Vergleich zurückgelegt werden.</translation>
    </message>
    <message>
      <source>Trains the whole network, not only the part behind the encoder. It is slower and needs many corrections.</source>
      <translation>Lässt das ganze Netz lernen, nicht nur den Teil hinter dem Encoder. Das ist langsamer und braucht viele Korrekturen.</translation>
    </message>
    <message>
      <source>A whole number; the same seed sets the same ground aside.</source>
      <translation>Eine ganze Zahl; dieselbe legt dieselben Blöcke am Boden zurück.</translation>
    </message>
    <message>
      <source>Only needed for layers without a fixed extent (XYZ, WMS): the part that was reviewed.</source>
      <translation>Nur für Layer ohne Ende nötig (XYZ, WMS): was davon geprüft wurde.</translation>
    </message>
    <message>
      <source>ONNX file with its card inside and next to it. If empty, it becomes an installed model, under the name of the old one with the next number, such as urban-v2. No file is replaced.</source>
      <translation>ONNX-Datei mit ihrer Modellkarte darin und daneben. Leer legt sie zu den installierten Modellen, unter dem Namen des alten mit der nächsten Nummer, etwa urban-v2. Es wird keine Datei ersetzt.</translation>
    </message>
    <message>
      <source>Folder for a page with the scores before and after and images of where the versions differ; one self-contained HTML file.</source>
      <translation>Ordner für eine Seite mit der Bewertung vorher und nachher und Bildern davon, wo die Versionen sich unterscheiden; eine HTML-Datei, die keine andere braucht.</translation>
    </message>
    <message>
      <source>fine-tune,improve,train,adapt,active learning,labels,version</source>
      <translation>Feinabstimmung,verbessern,trainieren,anpassen,aktives Lernen,Labels,Version</translation>
    </message>
    <message>
      <source>Review layer</source>
      <translation>Prüflayer</translation>
    </message>
    <message>
      <source>Tiles or labelled area</source>
      <translation>Kacheln oder erfasstes Gebiet</translation>
    </message>
    <message>
      <source>Train the encoder, too</source>
      <translation>Auch den Encoder lernen lassen</translation>
    </message>
    <message>
      <source>New version</source>
      <translation>Neue Version</translation>
    </message>
    <message>
      <source>Versions of a model are never replaced</source>
      <translation>Keine Version eines Modells wird je ersetzt</translation>
    </message>
    <message>
      <source>Choose another name, or leave it empty</source>
      <translation>Einen anderen Namen wählen oder das Feld leer lassen</translation>
    </message>
    <message>
      <source>It is a set of several networks</source>
      <translation>Es ist ein Satz aus mehreren Netzen</translation>
    </message>
    <message>
      <source>Choose one of its networks</source>
      <translation>Eines seiner Netze wählen</translation>
    </message>
    <message>
      <source>Make a review layer from predicted polygons, and choose it</source>
      <translation>Aus vorhergesagten Polygonen einen Prüflayer anlegen und ihn wählen</translation>
    </message>
    <message>
      <source>Mean intersection over union before</source>
      <translation>Mittlere Intersection over Union vorher</translation>
    </message>
    <message>
      <source>Mean intersection over union after</source>
      <translation>Mittlere Intersection over Union nachher</translation>
    </message>
    <message>
      <source>The new version is “{}”; “{}” stays as it was.</source>
      <translation>Die neue Version ist „{}“; „{}“ blieb, wie es war.</translation>
    </message>
    <message>
      <source>There is a model {} already</source>
      <translation>Ein Modell {} gibt es schon</translation>
    </message>
    <message>
      <source>“{}” cannot be trained further</source>
      <translation>„{}“ kann nicht weiterlernen</translation>
    </message>
    <message>
      <source>The review layer {!r} cannot be opened</source>
      <translation>Der Prüflayer {!r} kann nicht geöffnet werden</translation>
    </message>
    <message>
      <source>“{}” is not a review layer</source>
      <translation>„{}“ ist kein Prüflayer</translation>
    </message>
    <message>
      <source>It has no field “{}”</source>
      <translation>Er hat kein Feld „{}“</translation>
    </message>
    <message>
      <source>The mask</source>
      <translation>Die Maske</translation>
    </message>
    <message>
      <source>A model is selected by its name, which is that of its file</source>
      <translation>Ein Modell wird über seinen Namen gewählt, und der ist der seiner Datei</translation>
    </message>
    <message>
      <source>Choose another file name, or delete that model first</source>
      <translation>Einen anderen Dateinamen wählen oder jenes Modell zuerst löschen</translation>
    </message>
    <message>
      <source>There is a model “{}” already</source>
      <translation>Ein Modell „{}“ gibt es schon</translation>
    </message>
    <message>
      <source>The model cannot be copied to {}</source>
      <translation>Das Modell kann nicht nach {} kopiert werden</translation>
    </message>
    <message>
      <source>It is complete in {}; import it from there</source>
      <translation>Vollständig liegt es in {}; von dort importieren</translation>
    </message>
    <message>
      <source>The layer is empty, or nothing is selected in it</source>
      <translation>Der Layer ist leer, oder darin ist nichts gewählt</translation>
    </message>
    <message>
      <source>{} could not be copied to a temporary file</source>
      <translation>{} konnte nicht in eine temporäre Datei kopiert werden</translation>
    </message>
    <message>
      <source>{} has no polygons</source>
      <translation>{} hat keine Polygone</translation>
    </message>
    <message>
      <source>Polygons with a smaller area, in m² on the ellipsoid, are left out; 0 keeps all.</source>
      <translation>Polygone mit kleinerer Fläche, in m² auf dem Ellipsoid, werden weggelassen; 0 behält alle.</translation>
    </message>
    <message>
      <source>How far an outline may move, in metres on the ground; 0 keeps every corner. Neighbouring polygons still share their borders.</source>
      <translation>Wie weit sich ein Umriss verschieben darf, in Metern am Boden; 0 behält jede Ecke. Benachbarte Polygone behalten ihre gemeinsamen Grenzen.</translation>
    </message>
    <message>
      <source>0 pixel edges: exactly the outline of the pixels. 1 smooth: for trees and water. 2 right-angled: for buildings.</source>
      <translation>0 Pixelkanten: genau der Umriss der Pixel. 1 glatt: für Bäume und Wasser. 2 rechtwinklig: für Gebäude.</translation>
    </message>
    <message>
      <source>Polygon layer in the CRS of the raster with class_id, class_name, confidence (mean probability, 0 to 1), area_m2 (m² on the ellipsoid), status, model and run_id. Nodata and pixels of no class give no polygon.</source>
      <translation>Polygonlayer im KBS des Rasters mit class_id, class_name, confidence (mittlere Wahrscheinlichkeit, 0 bis 1), area_m2 (m² auf dem Ellipsoid), status, model und run_id. Leerwerte und Pixel ohne Klasse ergeben kein Polygon.</translation>
    </message>
    <message>
      <source>Smallest polygon (m²)</source>
      <translation>Kleinstes Polygon (m²)</translation>
    </message>
    <message>
      <source>Simplification (metres)</source>
      <translation>Vereinfachung (Meter)</translation>
    </message>
    <message>
      <source>Shape of outlines</source>
      <translation>Form der Umrisse</translation>
    </message>
    <message>
      <source>Polygonize classes</source>
      <translation>Klassen in Polygone umwandeln</translation>
    </message>
    <message>
      <source>Turns a class raster into polygons whose borders are shared exactly.</source>
      <translation>Wandelt ein Klassenraster in Polygone um, deren Grenzen genau gemeinsam sind.</translation>
    </message>
    <message>
      <source>Borders stay shared after simplification, too. Every polygon has its class, its area in m² on the ellipsoid and, if probabilities are given, a confidence (0 to 1).</source>
      <translation>Auch nach dem Vereinfachen bleiben Grenzen gemeinsam. Jedes Polygon kennt seine Klasse, seine Fläche in m² auf dem Ellipsoid und, wo Wahrscheinlichkeiten gegeben sind, wie sicher das Netz war (0 bis 1).</translation>
    </message>
    <message>
      <source>Class raster of “Segment raster” or “Clean classes”.</source>
      <translation>Klassenraster von „Raster segmentieren“ oder „Klassen bereinigen“.</translation>
    </message>
    <message>
      <source>Probability raster on the same pixels, for the field confidence (0 to 1); the field stays empty without it.</source>
      <translation>Wahrscheinlichkeitsraster auf denselben Pixeln, für das Feld confidence (0 bis 1); ohne dieses bleibt das Feld leer.</translation>
    </message>
    <message>
      <source>vectorize,raster to vector,outline,simplify,building footprints</source>
      <translation>vektorisieren,Raster zu Vektor,Umriss,vereinfachen,Gebäudegrundrisse</translation>
    </message>
    <message>
      <source>Pretrain backbone</source>
      <translation>Grundnetz vortrainieren</translation>
    </message>
    <message>
      <source>Trains the encoder of a network in advance, so that training needs fewer labels.</source>
      <translation>Lehrt ein Netz das Sehen, damit das Training weniger Labels braucht.</translation>
    </message>
    <message>
      <source>The result is a file of encoder weights for “Start from” of “Train segmentation”. With scenes, such as town, forest or harbour, the encoder learns to tell whole chips apart, which are labelled much faster than pixels. Without scenes it learns from the images alone, by recognising which two views show the same place. Imagery of very high resolution teaches most. A run that was cancelled or interrupted continues where it stopped when it is started again with the same parameters. Needs the runtime for training (PyTorch); on a processor it takes minutes to hours.</source>
      <translation>Das Ergebnis sind Gewichte des Teils eines Netzes, der sieht, für „Ausgehen von“ in „Segmentierung trainieren“. Mit Szenen wie Stadt, Wald oder Hafen lernt es, ganze Kacheln zu unterscheiden, die viel schneller erfasst sind als Pixel. Ohne solche lernt es aus den Bildern allein, indem es herausfindet, welche zwei Ansichten denselben Ort zeigen. Bilder mit sehr hoher Auflösung lehren am meisten. Ein Lauf, der abgebrochen wurde oder abbrach, geht weiter, wo er war, wenn er mit denselben Parametern erneut gestartet wird. Das Training braucht die Laufzeitumgebung zum Trainieren (PyTorch); auf einem Prozessor dauert es Minuten bis Stunden.</translation>
    </message>
    <message>
      <source>Rasters in this folder are used as well. If it has subfolders, the name of each is the scene of all rasters in it.</source>
      <translation>Auch aus Rastern in diesem Ordner wird gelernt. Enthält er Ordner, so ist der Name eines jeden die Szene aller Raster darin.</translation>
    </message>
    <message>
      <source>The network that will start from the weights; the two share most of them.</source>
      <translation>Das Netz, das von den Gewichten ausgehen soll; beide haben die meisten davon gemeinsam.</translation>
    </message>
    <message>
      <source>A model, or weights (.onnx, .safetensors, .npz), that are copied as far as they fit and trained further. If empty, training starts from scratch.</source>
      <translation>Ein Modell oder Gewichte (.onnx, .safetensors, .npz), die kopiert werden, soweit sie passen, und weiterlernen. Leer beginnt bei nichts.</translation>
    </message>
    <message>
      <source>File of weights for “Start from”, with its metadata inside and, as JSON, next to it. During training, a folder with the same name and “.training” appended holds what is needed to continue.</source>
      <translation>Datei mit Gewichten für „Ausgehen von“; was über sie bekannt ist, steht darin und daneben als JSON. Während des Trainings enthält ein Ordner gleichen Namens mit „.training“ dahinter, was zum Weitermachen nötig ist.</translation>
    </message>
    <message>
      <source>Points or polygons with a scene each, in any CRS. A point gives one chip around it, a polygon the chips side by side inside it. Without them the subfolders of the folder name the scenes; without those, too, the network learns without scenes.</source>
      <translation>Punkte oder Polygone mit je einer Szene, in beliebigem KBS. Ein Punkt hat eine Kachel um sich, ein Polygon diejenigen, die nebeneinander in ihm liegen. Ohne sie nennen die Ordner im Ordner die Szenen; ohne auch diese lernt das Netz ohne Szenen.</translation>
    </message>
    <message>
      <source>Names or numbers of scenes. If empty, class_id or else class_name is used. Features without a scene are left out.</source>
      <translation>Namen oder Nummern der Szenen. Leer bedeutet class_id, sonst class_name. Objekte ohne Szene bleiben weg.</translation>
    </message>
    <message>
      <source>The layer of scenes</source>
      <translation>Der Layer der Szenen</translation>
    </message>
    <message>
      <source>transfer,encoder,weights,scenes,classification,self-supervised,contrastive,simclr,learn,network,pytorch</source>
      <translation>Transfer,Encoder,Gewichte,Szenen,Klassifikation,selbstüberwacht,kontrastiv,simclr,lernen,Netz,pytorch</translation>
    </message>
    <message>
      <source>Pretrained weights</source>
      <translation>Vortrainierte Gewichte</translation>
    </message>
    <message>
      <source>Weights (*.safetensors)</source>
      <translation>Gewichte (*.safetensors)</translation>
    </message>
    <message>
      <source>Share of the validation chips whose scene was recognised</source>
      <translation>Anteil der zurückgelegten Kacheln, deren Szene richtig benannt wurde</translation>
    </message>
    <message>
      <source>Scenes</source>
      <translation>Szenen</translation>
    </message>
    <message>
      <source>Field with the scenes</source>
      <translation>Feld mit den Szenen</translation>
    </message>
    <message>
      <source>Choose a layer of points or polygons</source>
      <translation>Einen Punkt- oder Polygonlayer wählen</translation>
    </message>
    <message>
      <source>unet-lite0: light, for any computer</source>
      <translation>unet-lite0: leicht, für jeden Computer</translation>
    </message>
    <message>
      <source>unet-lite0-deep: sees farther, about half as fast</source>
      <translation>unet-lite0-deep: sieht weiter, etwa halb so schnell</translation>
    </message>
    <message>
      <source>The scenes {!r} cannot be opened</source>
      <translation>Die Szenen {!r} können nicht geöffnet werden</translation>
    </message>
    <message>
      <source>Check who may write there</source>
      <translation>Prüfen, wer dort schreiben darf</translation>
    </message>
    <message>
      <source>Close what uses it, and try again</source>
      <translation>Schließen, was es benutzt, und erneut versuchen</translation>
    </message>
    <message>
      <source>The folder {} cannot be made</source>
      <translation>Der Ordner {} kann nicht angelegt werden</translation>
    </message>
    <message>
      <source>“{}” is kept, but its report could not be moved</source>
      <translation>„{}“ wird behalten, aber der Bericht konnte nicht verschoben werden</translation>
    </message>
    <message>
      <source>It is in {}</source>
      <translation>Er liegt in {}</translation>
    </message>
    <message>
      <source>“{}” cannot be deleted</source>
      <translation>„{}“ kann nicht gelöscht werden</translation>
    </message>
    <message>
      <source>Sat DL (deep learning on satellite imagery)</source>
      <translation>Sat DL (Deep Learning mit Satellitenbildern)</translation>
    </message>
    <message>
      <source>Choose another file, or check this one with “gdalinfo”</source>
      <translation>Eine andere Datei wählen oder diese mit „gdalinfo“ prüfen</translation>
    </message>
    <message>
      <source>No input raster is given</source>
      <translation>Es ist kein Eingaberaster angegeben</translation>
    </message>
    <message>
      <source>It is neither a layer of the project nor a file</source>
      <translation>Es ist weder ein Layer des Projekts noch eine Datei</translation>
    </message>
    <message>
      <source>Check the path</source>
      <translation>Den Pfad prüfen</translation>
    </message>
    <message>
      <source>The file is not a raster, or it is damaged</source>
      <translation>Die Datei ist kein Raster oder beschädigt</translation>
    </message>
    <message>
      <source>Choose a raster layer</source>
      <translation>Einen Rasterlayer wählen</translation>
    </message>
    <message>
      <source>{!r} cannot be opened as a raster</source>
      <translation>{!r} kann nicht als Raster geöffnet werden</translation>
    </message>
    <message>
      <source>Raster {!r} does not exist</source>
      <translation>Das Raster {!r} existiert nicht</translation>
    </message>
    <message>
      <source>{!r} holds several rasters</source>
      <translation>{!r} enthält mehrere Raster</translation>
    </message>
    <message>
      <source>Choose one of them, such as {}</source>
      <translation>Wählen Sie eines davon, zum Beispiel {}</translation>
    </message>
    <message>
      <source>Make review layer</source>
      <translation>Prüflayer anlegen</translation>
    </message>
    <message>
      <source>Turns predicted polygons into a layer in which people decide on each.</source>
      <translation>Macht aus vorhergesagten Polygonen einen Layer, in dem Menschen über jedes entscheiden.</translation>
    </message>
    <message>
      <source>The layer has the fields class_id, class_name, confidence (0 to 1), area_m2 (m² on the ellipsoid), status, model and run_id, a style with the status as outline and the class as fill, a form with lists of classes and statuses, and tables for the journal of the review. Broken outlines are repaired; those that cannot be repaired are listed in the log. Needs no runtime.</source>
      <translation>Der Layer hat die Felder class_id, class_name, confidence (0 bis 1), area_m2 (m² auf dem Ellipsoid), status, model und run_id, einen Stil mit dem Status als Umriss und der Klasse als Füllung, ein Formular mit Listen der Klassen und Status und Tabellen für das Protokoll der Prüfung. Fehlerhafte Umrisse werden repariert; was nicht zu reparieren ist, steht im Protokoll. Eine Laufzeitumgebung ist nicht nötig.</translation>
    </message>
    <message>
      <source>Polygons with class_id or class_name, such as those of “Segment to polygons”. Missing fields are filled in.</source>
      <translation>Polygone mit class_id oder class_name, etwa die von „In Polygone segmentieren“. Was von den anderen Feldern fehlt, wird ergänzt.</translation>
    </message>
    <message>
      <source>Classes that were not predicted but may be drawn, as number=name separated by commas, such as 3=road, 4=track. Numbers are 1 to 254.</source>
      <translation>Klassen, die nicht vorhergesagt wurden, aber gezeichnet werden dürfen, als Nummer=Name mit Kommas dazwischen, etwa 3=road, 4=track. Nummern sind 1 bis 254.</translation>
    </message>
    <message>
      <source>A GeoPackage. Existing review layers are never replaced. Not needed when the layer goes into a database.</source>
      <translation>Ein GeoPackage. Ein Prüflayer wird nie ersetzt. Nicht nötig, wenn der Layer in eine Datenbank kommt.</translation>
    </message>
    <message>
      <source>A PostGIS connection of QGIS; several people can then review at once over the network. If empty, the GeoPackage above is used.</source>
      <translation>Eine PostGIS-Verbindung von QGIS; dann können mehrere zugleich über das Netzwerk prüfen. Leer bedeutet das GeoPackage oben.</translation>
    </message>
    <message>
      <source>Schema of the database in which the table is made.</source>
      <translation>Wo in der Datenbank die Tabelle angelegt wird.</translation>
    </message>
    <message>
      <source>Name of the new table, which must not exist yet.</source>
      <translation>Name der Tabelle; es darf sie noch nicht geben.</translation>
    </message>
    <message>
      <source>correct,annotate,label,accept,reject,quality,postgis</source>
      <translation>korrigieren,annotieren,Label,annehmen,ablehnen,Qualität,postgis</translation>
    </message>
    <message>
      <source>Predicted polygons</source>
      <translation>Vorhergesagte Polygone</translation>
    </message>
    <message>
      <source>Further classes</source>
      <translation>Weitere Klassen</translation>
    </message>
    <message>
      <source>Database</source>
      <translation>Datenbank</translation>
    </message>
    <message>
      <source>Schema</source>
      <translation>Schema</translation>
    </message>
    <message>
      <source>Table</source>
      <translation>Tabelle</translation>
    </message>
    <message>
      <source>{} polygons, {} of them repaired</source>
      <translation>{} Polygone, davon {} repariert</translation>
    </message>
    <message>
      <source>Segment raster</source>
      <translation>Raster segmentieren</translation>
    </message>
    <message>
      <source>Assigns every pixel of an image a class, using one or more models.</source>
      <translation>Gibt jedem Pixel eines Bildes eine Klasse aus einem oder mehreren Netzen.</translation>
    </message>
    <message>
      <source>The class raster has the pixels, extent and CRS of the input; 0 is no class, 255 is nodata. “Clean classes” removes speckle, “Polygonize classes” turns it into polygons.</source>
      <translation>Das Klassenraster hat Pixel, Ausdehnung und KBS der Eingabe; 0 ist keine Klasse, 255 ist Leerwert. „Klassen bereinigen“ entfernt Sprenkel, „Klassen in Polygone umwandeln“ macht Polygone daraus.</translation>
    </message>
    <message>
      <source>8-bit GeoTIFF with class names and colours, 0 for no class and 255 for nodata.</source>
      <translation>8-Bit-GeoTIFF mit Namen und Farben der Klassen, 0 für keine Klasse und 255 für Leerwert.</translation>
    </message>
    <message>
      <source>deep learning,classification,classify,network,onnx,land cover</source>
      <translation>Deep Learning,Klassifikation,klassifizieren,Netz,onnx,Landbedeckung</translation>
    </message>
    <message>
      <source>Segment to polygons</source>
      <translation>In Polygone segmentieren</translation>
    </message>
    <message>
      <source>Turns an image into clean polygons of buildings, roads, trees, water and more.</source>
      <translation>Macht aus einem Bild saubere Polygone von Gebäuden, Straßen, Bäumen, Wasser und mehr.</translation>
    </message>
    <message>
      <source>In one go, every pixel gets a class from one or more models, small objects and holes are removed, and the classes become polygons that share their borders. Areas are in m² on the ellipsoid; nodata gives no polygon.</source>
      <translation>In einem Zug bekommt jedes Pixel eine Klasse aus einem oder mehreren Netzen, kleine Objekte und Löcher werden entfernt, und die Klassen werden zu Polygonen mit gemeinsamen Grenzen. Flächen sind in m² auf dem Ellipsoid; Leerwerte ergeben kein Polygon.</translation>
    </message>
    <message>
      <source>The cleaned class raster: 8-bit, 0 is no class and 255 is nodata.</source>
      <translation>Das bereinigte Klassenraster: 8 Bit, 0 ist keine Klasse und 255 ist Leerwert.</translation>
    </message>
    <message>
      <source>deep learning,extract,building footprints,digitize,network,onnx</source>
      <translation>Deep Learning,extrahieren,Gebäudegrundrisse,digitalisieren,Netz,onnx</translation>
    </message>
    <message>
      <source>One rule per class, separated by semicolons or lines: “building: opening=1 closing=1 min_object=20 max_hole=10; road: closing=2”. Opening and closing are radii in pixels of the class raster; min_object (smallest object) and max_hole (largest hole that is filled) are in m². Omitted parts of a rule are off. Classes without a rule, or all if empty, keep the rules of the model.</source>
      <translation>Eine Regel je Klasse, durch Semikolon oder Zeilen getrennt: „building: opening=1 closing=1 min_object=20 max_hole=10; road: closing=2“. Opening und Closing sind Radien in Pixeln des Klassenrasters; min_object (kleinstes Objekt) und max_hole (größtes Loch, das gefüllt wird) sind in m². Weggelassene Teile einer Regel sind aus. Klassen ohne Regel, oder alle, wenn leer, behalten die Regeln des Modells.</translation>
    </message>
    <message>
      <source>Imagery of any band count, data type and CRS. It is resampled to the model's resolution (metres per pixel), and the result comes back on its own pixels. Pixels that are nodata, transparent or masked get no class. Server layers (XYZ, WMS, WCS) are copied first and need an extent.</source>
      <translation>Bilder mit beliebig vielen Kanälen, jedem Datentyp und KBS. Sie werden auf die Auflösung des Modells (Meter je Pixel) umgerechnet, und das Ergebnis liegt wieder auf ihren eigenen Pixeln. Leerwert-, Alpha- und Maskenkanäle bleiben ohne Klasse. Layer von Servern (XYZ, WMS, WCS) werden zuerst kopiert und brauchen eine Ausdehnung.</translation>
    </message>
    <message>
      <source>One or more models, separated by semicolons: names of installed models, or paths of ONNX files or sets. Models with the same classes are averaged, others are merged.</source>
      <translation>Ein oder mehrere Modelle, durch Semikolon getrennt: Namen installierter Modelle oder Pfade von ONNX-Dateien oder Modellsätzen. Modelle mit denselben Klassen werden gemittelt, andere zusammengeführt.</translation>
    </message>
    <message>
      <source>How often each pixel is predicted and averaged: 0 fast, 1 balanced, 2 best.</source>
      <translation>Wie oft jedes Pixel vorhergesagt und gemittelt wird: 0 schnell, 1 ausgewogen, 2 beste.</translation>
    </message>
    <message>
      <source>Minimum probability, 0 to 1, for a pixel to get a class: “building=0.4; road=off”, where “off” leaves a class out. Classes are given by name or id; others keep the threshold of the model.</source>
      <translation>Kleinste Wahrscheinlichkeit, 0 bis 1, ab der ein Pixel zu einer Klasse gehört: „building=0.4; road=off“, wobei „off“ eine Klasse weglässt. Klassen werden mit Name oder Nummer angegeben; nicht genannte behalten den Schwellwert des Modells.</translation>
    </message>
    <message>
      <source>Weight of each model where several have a class, in their order and above 0: “2; 1” counts the first twice as much. Equal weights if empty.</source>
      <translation>Wie viel jedes Modell zählt, wo mehrere eine Klasse kennen, in ihrer Reihenfolge und über 0: „2; 1“ traut dem ersten doppelt so viel. Wenn leer, zählen alle gleich.</translation>
    </message>
    <message>
      <source>One band per class on the pixels of the input, 8-bit: 0 to 254 stand for a probability of 0 to 1, 255 is nodata.</source>
      <translation>Ein Kanal je Klasse auf den Pixeln der Eingabe, 8 Bit: 0 bis 254 bedeuten eine Wahrscheinlichkeit von 0 bis 1, 255 ist der Leerwert.</translation>
    </message>
    <message>
      <source>Cleaning rules</source>
      <translation>Regeln der Bereinigung</translation>
    </message>
    <message>
      <source>Weights of the models</source>
      <translation>Gewichte der Modelle</translation>
    </message>
    <message>
      <source>Give one weight for each model, in their order, or none</source>
      <translation>Ein Gewicht für jedes Modell angeben, in ihrer Reihenfolge, oder keines</translation>
    </message>
    <message>
      <source>Fast: every pixel once, without seams</source>
      <translation>Schnell: jedes Pixel einmal, ohne Nähte</translation>
    </message>
    <message>
      <source>Balanced: averaged over 8 flips and rotations, about 8 times slower</source>
      <translation>Ausgewogen: Mittel aus 8 Spiegelungen und Drehungen, etwa 8-mal langsamer</translation>
    </message>
    <message>
      <source>Best: also the scales that improve this model, up to 20 times slower</source>
      <translation>Beste: auch die Maßstäbe, die dieses Modell verbessern, bis zu 20-mal langsamer</translation>
    </message>
    <message>
      <source>{} weights are given for {} models</source>
      <translation>{} Gewichte sind für {} Modelle angegeben</translation>
    </message>
    <message>
      <source>Polygons in any CRS; pixels outside them become nodata (255).</source>
      <translation>Nur Pixel innerhalb dieser Polygone werden bearbeitet, in beliebigem KBS; alle anderen werden Leerwert (255).</translation>
    </message>
    <message>
      <source>Side of the square tiles the network sees, in pixels of the model's resolution; 0 lets Sat DL choose. Smaller tiles need less memory, larger ones are faster.</source>
      <translation>Seitenlänge der quadratischen Ausschnitte, die das Netz sieht, in Pixeln der Auflösung des Modells; bei 0 wählt Sat DL. Kleiner braucht weniger Speicher, größer ist schneller.</translation>
    </message>
    <message>
      <source>Where to compute: auto takes the best device there is; cpu, cuda (NVIDIA; cuda:1 is the second one), directml (Windows) or coreml (macOS) insist on one. The log says which one was used.</source>
      <translation>Womit gerechnet wird: auto nimmt das beste vorhandene; cpu, cuda (NVIDIA, cuda:1 ist die zweite), directml (Windows) oder coreml (macOS) bestehen auf einem. Das Protokoll sagt, was benutzt wurde.</translation>
    </message>
    <message>
      <source>Tile side (pixels)</source>
      <translation>Kachelgröße (Pixel)</translation>
    </message>
    <message>
      <source>Only this rectangle is processed, in any CRS; the whole raster if empty. Layers without a fixed extent (XYZ, WMS) need one.</source>
      <translation>Nur dieses Rechteck wird bearbeitet, in beliebigem KBS; das ganze Raster, wenn leer. Layer ohne Ende (XYZ, WMS) brauchen eines.</translation>
    </message>
    <message>
      <source>Mask</source>
      <translation>Maske</translation>
    </message>
    <message>
      <source>Which band of the raster (1 is the first) is which band of the model: “red=3; green=2; blue=1”. If empty, bands are matched by name and colour interpretation.</source>
      <translation>Welcher Kanal des Rasters (1 ist der erste) welcher Kanal des Modells ist: „red=3; green=2; blue=1“. Wenn leer, nach Namen und Farbinterpretation zugeordnet.</translation>
    </message>
    <message>
      <source>Scale</source>
      <translation>Faktor</translation>
    </message>
    <message>
      <source>Device</source>
      <translation>Gerät</translation>
    </message>
    <message>
      <source>Where to compute: auto takes the best device there is; cpu or cuda (NVIDIA; cuda:1 is the second one) insist on one. The log says which one was used.</source>
      <translation>Womit gerechnet wird: auto nimmt das beste vorhandene; cpu oder cuda (NVIDIA, cuda:1 ist die zweite) bestehen auf einem. Das Protokoll sagt, was benutzt wurde.</translation>
    </message>
    <message>
      <source>Stack bands</source>
      <translation>Kanäle stapeln</translation>
    </message>
    <message>
      <source>Brings rasters of any pixel size, extent and CRS together on one grid.</source>
      <translation>Bringt Raster beliebiger Pixelgröße, Ausdehnung und KBS auf ein gemeinsames Gitter.</translation>
    </message>
    <message>
      <source>The result has the bands of all rasters, named after raster and band, on the pixels of the reference. Shifts between the rasters are measured to a tenth of a pixel and removed in the same step; they are reported in the log and in the metadata of each band. A raster whose match with the reference is too weak or not the same everywhere is left where it is, and the log says so. Nodata of a raster is nodata only in its own bands.</source>
      <translation>Das Ergebnis hat die Kanäle aller Raster, benannt nach Raster und Kanal, auf den Pixeln der Referenz. Verschiebungen zwischen den Rastern werden auf ein Zehntel Pixel genau gemessen und im selben Schritt beseitigt; sie stehen im Protokoll und in den Metadaten jedes Kanals. Ein Raster, dessen Übereinstimmung mit der Referenz zu schwach oder nicht überall dieselbe ist, bleibt, wo es ist, und das Protokoll sagt es. Leerwerte eines Rasters gelten nur in seinen eigenen Kanälen.</translation>
    </message>
    <message>
      <source>Measures the shift of each raster against the reference, from edges that both show, and removes it. Otherwise the georeferencing is trusted.</source>
      <translation>Misst anhand der Kanten, die beide zeigen, wie weit jedes Raster neben der Referenz liegt, und verschiebt es. Sonst gelten die Georeferenzen.</translation>
    </message>
    <message>
      <source>How values between pixels are interpolated. Pixels smaller than those of the reference are averaged, except with nearest neighbour, which is for classes.</source>
      <translation>Wie Werte zwischen Pixeln entstehen. Pixel, die kleiner als die der Referenz sind, werden gemittelt, außer beim nächsten Nachbarn, der für Klassen gedacht ist.</translation>
    </message>
    <message>
      <source>Only this rectangle is stacked, in any CRS; the whole reference if empty.</source>
      <translation>Nur dieses Rechteck wird gestapelt, in beliebigem KBS; die ganze Referenz, wenn leer.</translation>
    </message>
    <message>
      <source>GeoTIFF with the bands of all rasters in their order, in a data type that holds the values of all.</source>
      <translation>GeoTIFF mit den Kanälen aller Raster in ihrer Reihenfolge, in einem Datentyp, der die Werte aller fasst.</translation>
    </message>
    <message>
      <source>Rasters of any pixel size, extent and CRS; their order is the order of the bands.</source>
      <translation>Raster beliebiger Pixelgröße, Ausdehnung und KBS; ihre Reihenfolge ist die der Kanäle.</translation>
    </message>
    <message>
      <source>The raster that gives the pixels, extent and CRS and that the others are aligned with, usually the one with the smallest pixels. It need not be an input raster; the first of them if empty.</source>
      <translation>Das Raster, dessen Pixel, Ausdehnung und KBS gelten und an dem die anderen ausgerichtet werden, in der Regel das mit den kleinsten Pixeln. Es muss keines der Eingaberaster sein; das erste von ihnen, wenn leer.</translation>
    </message>
    <message>
      <source>layer stack,merge bands,composite,resample,coregistration,align,pan,multispectral</source>
      <translation>Layerstapel,Kanäle zusammenführen,Komposit,umrechnen,Koregistrierung,ausrichten,pan,multispektral</translation>
    </message>
    <message>
      <source>Align with the reference</source>
      <translation>An der Referenz ausrichten</translation>
    </message>
    <message>
      <source>Resampling</source>
      <translation>Umrechnung der Pixel</translation>
    </message>
    <message>
      <source>Stack</source>
      <translation>Stapel</translation>
    </message>
    <message>
      <source>Shift of each raster (JSON)</source>
      <translation>Verschiebung jedes Rasters (JSON)</translation>
    </message>
    <message>
      <source>Nearest neighbour</source>
      <translation>Nächster Nachbar</translation>
    </message>
    <message>
      <source>Bilinear</source>
      <translation>Bilinear</translation>
    </message>
    <message>
      <source>Cubic</source>
      <translation>Kubisch</translation>
    </message>
    <message>
      <source>class</source>
      <translation>Klasse</translation>
    </message>
    <message>
      <source>precision</source>
      <translation>Präzision</translation>
    </message>
    <message>
      <source>recall</source>
      <translation>Trefferquote</translation>
    </message>
    <message>
      <source>F1</source>
      <translation>F1</translation>
    </message>
    <message>
      <source>objects</source>
      <translation>Objekte</translation>
    </message>
    <message>
      <source>area (m²)</source>
      <translation>Fläche (m²)</translation>
    </message>
    <message>
      <source>share</source>
      <translation>Anteil</translation>
    </message>
    <message>
      <source>object F1</source>
      <translation>F1 der Objekte</translation>
    </message>
    <message>
      <source>Results are files, not tables of a database or layers in memory</source>
      <translation>Ergebnisse sind Dateien, keine Tabellen einer Datenbank oder Layer im Arbeitsspeicher</translation>
    </message>
    <message>
      <source>Choose another file for the result</source>
      <translation>Eine andere Datei für das Ergebnis wählen</translation>
    </message>
    <message>
      <source>“{}” cannot be written to “{}:”</source>
      <translation>„{}“ kann nicht nach „{}:“ geschrieben werden</translation>
    </message>
    <message>
      <source>“{}” would overwrite “{}”, {}</source>
      <translation>„{}“ würde „{}“ überschreiben, {}</translation>
    </message>
    <message>
      <source>Train autoencoder</source>
      <translation>Autoencoder trainieren</translation>
    </message>
    <message>
      <source>Trains a network that describes each place by a few numbers.</source>
      <translation>Trainiert ein Netz, das Orte durch wenige Zahlen beschreibt.</translation>
    </message>
    <message>
      <source>No labels are needed: the network compresses images into a few numbers and learns to reconstruct them from these alone. The encoder is kept as the model: it gives a few numbers for every cell of 16 x 16 pixels, and places that look alike get similar numbers. The weights of the whole network are saved next to it, and “Train segmentation” can start from either. The error of the reconstruction is in the log and in the card. A run that was cancelled or interrupted continues where it stopped when it is started again with the same parameters. Needs the runtime for training (PyTorch).</source>
      <translation>Labels sind nicht nötig: Das Netz drängt Bilder auf wenige Zahlen zusammen und lernt, sie allein daraus wieder zu zeichnen. Behalten wird der Teil, der beschreibt: ein Modell mit wenigen Zahlen für jede Zelle von 16 x 16 Pixeln, in dem Orte, die sich gleichen, ähnliche Zahlen haben. Die Gewichte des Ganzen liegen daneben, und „Segmentierung trainieren“ kann von beidem ausgehen. Wie gut die Bilder wieder gezeichnet werden, steht im Protokoll und in der Modellkarte. Ein Lauf, der abgebrochen wurde oder abbrach, geht weiter, wo er war, wenn er mit denselben Parametern erneut gestartet wird. Das Training braucht die Laufzeitumgebung zum Trainieren (PyTorch).</translation>
    </message>
    <message>
      <source>Rasters in this folder and its subfolders are used as well.</source>
      <translation>Auch aus Rastern in diesem Ordner und in den Ordnern darin wird gelernt.</translation>
    </message>
    <message>
      <source>Numbers per cell</source>
      <translation>Zahlen je Zelle</translation>
    </message>
    <message>
      <source>How many numbers describe a cell of 16 x 16 pixels. Fewer keep only what matters most, more reconstruct better.</source>
      <translation>Wie viele Zahlen eine Zelle von 16 x 16 Pixeln beschreiben. Weniger behalten nur das Wichtigste, mehr zeichnen besser.</translation>
    </message>
    <message>
      <source>ONNX file of the encoder, with its card inside and next to it, and the weights of the whole network next to it (.safetensors). During training, a folder with the same name and “.training” appended holds what is needed to continue.</source>
      <translation>ONNX-Datei des beschreibenden Teils, mit seiner Modellkarte darin und daneben, und die Gewichte des Ganzen daneben (.safetensors). Während des Trainings enthält ein Ordner gleichen Namens mit „.training“ dahinter, was zum Weitermachen nötig ist.</translation>
    </message>
    <message>
      <source>embedding,features,bottleneck,compression,similarity,change,unsupervised,transfer,learn,network,pytorch</source>
      <translation>Embedding,Merkmale,Engpass,Kompression,Ähnlichkeit,Veränderung,unüberwacht,Transfer,lernen,Netz,pytorch</translation>
    </message>
    <message>
      <source>Weights of the whole network</source>
      <translation>Gewichte des ganzen Netzes</translation>
    </message>
    <message>
      <source>Error of the reconstruction (standard deviations)</source>
      <translation>Fehler der Rekonstruktion (Standardabweichungen)</translation>
    </message>
    <message>
      <source>Train decrappify</source>
      <translation>Decrappify trainieren</translation>
    </message>
    <message>
      <source>Trains a network that sharpens and cleans images, on your own sharp imagery.</source>
      <translation>Trainiert ein Netz, das schärft und säubert, an eigenen scharfen Bildern.</translation>
    </message>
    <message>
      <source>No labels are needed: the imagery is degraded on purpose, as a coarser and noisier sensor would deliver it, and the network learns to restore it. Use imagery that is as sharp as the result you want, of the same kind of land. The last rows of every piece are set aside, and the log compares the network with bicubic interpolation on them. A run that was cancelled or interrupted continues where it stopped when it is started again with the same parameters. Needs the runtime for training (PyTorch); half an hour on a processor is enough to adapt a network that comes with Sat DL, training from scratch takes hours, or a GPU.</source>
      <translation>Labels sind nicht nötig: Die Bilder werden absichtlich verschlechtert, so wie ein gröberer und stärker rauschender Sensor sie liefern würde, und das Netz lernt zurückzubringen, was da war. Die Bilder sollen so scharf sein wie das gewünschte Ergebnis und eine ähnliche Landschaft zeigen. Die letzten Zeilen jedes Stücks werden zurückgelegt, und das Protokoll vergleicht das Netz dort mit bikubischer Interpolation. Ein Lauf, der abgebrochen wurde oder abbrach, geht weiter, wo er war, wenn er mit denselben Parametern erneut gestartet wird. Das Training braucht die Laufzeitumgebung zum Trainieren (PyTorch); um ein mitgeliefertes Netz anzupassen, genügt eine halbe Stunde auf einem Prozessor, eines von Grund auf braucht Stunden oder eine GPU.</translation>
    </message>
    <message>
      <source>One or more rasters; pixels, data type and CRS may differ. Red, green and blue are found by name; rasters of one band are used as grey. Of very large ones, a random part is used.</source>
      <translation>Ein Raster oder mehrere, jedes mit eigenen Pixeln, eigenem Datentyp und KBS. Rot, Grün und Blau werden am Namen erkannt; aus einem Raster mit einem Kanal wird als Grau gelernt. Aus sehr großen wird ein Teil zufällig gezogen.</translation>
    </message>
    <message>
      <source>How many pixels the network makes of one along each side: 2 or 4, or 1 to repair the existing pixels.</source>
      <translation>Wie viele Pixel das Netz entlang jeder Seite aus einem macht: 2 oder 4, oder 1, um die vorhandenen Pixel zu reparieren.</translation>
    </message>
    <message>
      <source>What the network is trained for: 0 faithful, for people who measure and for further processing; 1 pleasant, for people who view and draw, which needs the perceptual weights.</source>
      <translation>Wofür das Netz trainiert wird: 0 getreu, für alle, die messen, und zum Weiterverarbeiten; 1 gefällig, für alle, die ansehen und zeichnen; dafür braucht es die Gewichte unten.</translation>
    </message>
    <message>
      <source>An enhancing model of Sat DL whose weights are copied, also of another scale; “none” starts from scratch. If empty, the model of this scale and aim that comes with Sat DL is used.</source>
      <translation>Ein Modell von Sat DL zum Verbessern, dessen Gewichte kopiert werden, auch mit anderem Faktor; „none“ beginnt bei nichts. Leer nimmt das mitgelieferte Modell mit diesem Faktor und Ziel.</translation>
    </message>
    <message>
      <source>Longest time of training in minutes, over all runs if it is continued. 0 means no limit and requires a number of steps.</source>
      <translation>Höchstdauer des Trainings in Minuten, über alle Läufe, wenn es nach einem Halt weitergeht. 0 bedeutet keine Grenze; dann wird eine Zahl von Schritten gebraucht.</translation>
    </message>
    <message>
      <source>A whole number; the same seed draws the same patches. Two runs are alike only if they end by steps, not by time.</source>
      <translation>Eine ganze Zahl; dieselbe zieht dieselben Ausschnitte. Zwei Läufe gleichen sich nur, wenn sie nach Schritten enden, nicht nach Zeit.</translation>
    </message>
    <message>
      <source>NumPy file with the weights of VGG16 and of the learned distance, only for the aim “pleasant”. Sat DL does not include it because its licence does not allow that; the user guide says how to make it.</source>
      <translation>NumPy-Datei mit den Gewichten von VGG16 und des gelernten Abstands, nur für das Ziel „gefällig“. Sat DL bringt sie nicht mit, weil ihre Lizenz es nicht erlaubt; das Benutzerhandbuch sagt, wie sie erstellt wird.</translation>
    </message>
    <message>
      <source>Which band of the rasters (1 is the first) is which colour: “red=3; green=2; blue=1”. If empty, found by name and colour interpretation.</source>
      <translation>Welcher Kanal der Raster (1 ist der erste) welche Farbe ist: „red=3; green=2; blue=1“. Wenn leer, nach Namen und Farbinterpretation gefunden.</translation>
    </message>
    <message>
      <source>Maximum number of batches; 0 means that only the time is limited.</source>
      <translation>Höchstzahl der Lernschritte; 0 bedeutet keine Grenze außer der Zeit.</translation>
    </message>
    <message>
      <source>Number of patches per training step: 8 suit a processor, 32 a GPU. Smaller batches need less memory.</source>
      <translation>Aus wie vielen Ausschnitten auf einmal gelernt wird: 8 passen zu einem Prozessor, 32 zu einer GPU. Weniger brauchen weniger Speicher.</translation>
    </message>
    <message>
      <source>ONNX file with its card inside and next to it, for “Decrappify” and “Enhance in steps”. The file name becomes the name of the model. During training, a folder with the same name and “.training” appended holds what is needed to continue.</source>
      <translation>ONNX-Datei mit ihrer Modellkarte darin und daneben, für „Decrappify“ und „Verbessern“. Sie heißt wie ihre Datei. Während des Trainings enthält ein Ordner gleichen Namens mit „.training“ dahinter, was zum Weitermachen nötig ist.</translation>
    </message>
    <message>
      <source>super-resolution,sharpen,deblur,denoise,learn,fine-tune,network,model,pytorch</source>
      <translation>Superauflösung,schärfen,entrauschen,lernen,Feinabstimmung,Netz,Modell,pytorch</translation>
    </message>
    <message>
      <source>Sharp rasters</source>
      <translation>Scharfe Raster</translation>
    </message>
    <message>
      <source>Aim</source>
      <translation>Ziel</translation>
    </message>
    <message>
      <source>Perceptual weights</source>
      <translation>Wahrnehmungsgewichte</translation>
    </message>
    <message>
      <source>Neither the steps nor the time has a limit</source>
      <translation>Weder die Schritte noch die Zeit haben eine Grenze</translation>
    </message>
    <message>
      <source>Training can only start from a network of the same kind</source>
      <translation>Das Training kann nur von einem Netz derselben Art ausgehen</translation>
    </message>
    <message>
      <source>Choose a model that enhances, or leave “Start from” empty</source>
      <translation>Ein Modell zum Verbessern wählen oder „Ausgehen von“ leer lassen</translation>
    </message>
    <message>
      <source>A pleasant network cannot be trained without perceptual weights</source>
      <translation>Ein gefälliges Netz lässt sich ohne Wahrnehmungsgewichte nicht trainieren</translation>
    </message>
    <message>
      <source>Sat DL may not include the network that was trained for this (VGG16)</source>
      <translation>Sat DL darf das Netz, das dafür trainiert wurde (VGG16), nicht mitbringen</translation>
    </message>
    <message>
      <source>Choose them as an .npz file, or choose the aim “faithful”</source>
      <translation>Sie als .npz-Datei angeben oder das Ziel „getreu“ wählen</translation>
    </message>
    <message>
      <source>PSNR of the network on the part set aside (dB)</source>
      <translation>PSNR des Netzes auf dem Zurückgelegten (dB)</translation>
    </message>
    <message>
      <source>PSNR of bicubic interpolation there (dB)</source>
      <translation>PSNR der bikubischen Interpolation dort (dB)</translation>
    </message>
    <message>
      <source>Choose the .npz file with the perceptual weights</source>
      <translation>Die .npz-Datei mit den Wahrnehmungsgewichten wählen</translation>
    </message>
    <message>
      <source>Faithful: closest to the true values</source>
      <translation>Getreu: am nächsten an den wahren Werten</translation>
    </message>
    <message>
      <source>Pleasant: what looks right, with texture</source>
      <translation>Gefällig: was richtig aussieht, mit Textur</translation>
    </message>
    <message>
      <source>The model “{}” does not enhance</source>
      <translation>Das Modell „{}“ ist nicht zum Verbessern</translation>
    </message>
    <message>
      <source>There is no file {}</source>
      <translation>Die Datei {} gibt es nicht</translation>
    </message>
    <message>
      <source>Train pixel classifier</source>
      <translation>Pixelklassifikator trainieren</translation>
    </message>
    <message>
      <source>Learns to classify pixels by their values alone, in seconds.</source>
      <translation>Lernt die Klassen von Pixeln allein aus ihren Werten, in Sekunden.</translation>
    </message>
    <message>
      <source>For classes that colour or spectrum alone tell apart, such as water, vegetation or crops; shapes and neighbours are not seen. A part of the labels is set aside, in whole blocks of ground, and the scores on it are in the log and in the model; after that the classifier learns from all labels. The result is a model like any other: “Classify pixels” and “Segment raster” run it, alone or together with networks, on rasters with the same bands and the same kind of values. The layers are never changed.</source>
      <translation>Für alles, was Farbe und Spektrum allein verraten, etwa Wasser, Vegetation oder Feldfrüchte; Formen und Nachbarn werden nicht gesehen. Ein Teil der Labels wird zurückgelegt, in ganzen Blöcken am Boden, und die Bewertung darauf steht im Protokoll und im Modell; danach lernt der Klassifikator aus allen Labels. Das Ergebnis ist ein Modell wie jedes andere: „Pixel klassifizieren“ und „Raster segmentieren“ führen es aus, allein oder zusammen mit Netzen, auf Rastern mit denselben Kanälen und derselben Art von Werten. Die Layer werden nie geändert.</translation>
    </message>
    <message>
      <source>ONNX file of about half a megabyte. The file name becomes the name of the model. Its card is next to it as JSON.</source>
      <translation>Eine ONNX-Datei, etwa ein halbes Megabyte; ihr Name ist der des Modells. Die Modellkarte liegt als JSON daneben.</translation>
    </message>
    <message>
      <source>One or more rasters with the same bands, of any number and data type; CRS and pixels may differ. Nodata, alpha and mask bands are not used.</source>
      <translation>Ein Raster oder mehrere mit denselben Kanälen, beliebig vielen und in jedem Datentyp, jedes mit eigenem KBS und eigenen Pixeln. Aus Leerwert-, Alpha- und Maskenkanälen wird nicht gelernt.</translation>
    </message>
    <message>
      <source>For polygons: the field with the class ids (0 to 254) or names; 0 is background. If empty, class_id or else class_name is used; without those, all polygons are one class, named after the model. Polygons without a class are ignored.</source>
      <translation>Für Polygone: das Feld mit den Nummern (0 bis 254) oder Namen der Klassen; 0 ist Hintergrund. Leer bedeutet class_id, sonst class_name; ohne diese gehören alle Polygone zu einer Klasse, die wie das Modell heißt. Polygone ohne Klasse werden nicht beachtet.</translation>
    </message>
    <message>
      <source>Polygons inside which everything is labelled, so that the rest inside them is background. Pixels outside are ignored. If empty, only labelled pixels are used, and at least two classes are needed.</source>
      <translation>Polygone, in denen alles erfasst wurde, sodass alles Übrige darin Hintergrund ist. Pixel außerhalb werden nicht beachtet. Ohne sie wird nur aus erfassten Pixeln gelernt, und es braucht mindestens zwei Klassen.</translation>
    </message>
    <message>
      <source>What is trained: 0 random forest, 1 linear, 2 the mean of both.</source>
      <translation>Was trainiert wird: 0 Random Forest, 1 linear, 2 das Mittel aus beiden.</translation>
    </message>
    <message>
      <source>Used in addition to the bands and computed inside the model. The bands that an index needs must be known, by their names in the raster or from “Bands”. EVI needs reflectance: values 0 to 1, or whole numbers 0 to 10000.</source>
      <translation>Woraus außer den Kanälen gelernt wird; im Modell berechnet. Die Kanäle, die ein Index braucht, müssen bekannt sein, durch ihre Namen im Raster oder aus „Kanäle“. EVI verlangt Reflexionsgrade: Werte von 0 bis 1 oder ganze Zahlen von 0 bis 10000.</translation>
    </message>
    <message>
      <source>Which bands to use, and what they are (1 is the first): “red=3; green=2; blue=1; nir=4”. A name without a number is looked for in the raster. If empty, all bands are used, by their names in the first raster; bands without a name are called band1, band2 and so on.</source>
      <translation>Aus welchen Kanälen gelernt wird und was sie sind (1 ist der erste): „red=3; green=2; blue=1; nir=4“. Ein Name ohne Zahl wird im Raster gesucht. Leer bedeutet alle Kanäle mit den Namen im ersten Raster; einer ohne Namen heißt band1, band2 und so weiter.</translation>
    </message>
    <message>
      <source>Trees</source>
      <translation>Bäume</translation>
    </message>
    <message>
      <source>Number of trees in the forest, a whole number. The time to classify a raster grows with it.</source>
      <translation>Wie viele Bäume der Wald hat, eine ganze Zahl. Mit ihr wächst die Dauer der Klassifikation eines Rasters.</translation>
    </message>
    <message>
      <source>Leaves per tree</source>
      <translation>Blätter eines Baums</translation>
    </message>
    <message>
      <source>Most leaves of a tree, a whole number. More leaves tell finer differences and make larger models: about 80 bytes per leaf and tree.</source>
      <translation>Höchstzahl der Blätter eines Baums, eine ganze Zahl. Mehr unterscheiden feiner und machen größere Modelle: etwa 80 Byte je Blatt und Baum.</translation>
    </message>
    <message>
      <source>Pixels per class</source>
      <translation>Pixel je Klasse</translation>
    </message>
    <message>
      <source>Maximum number of pixels of each class to train on, drawn at random.</source>
      <translation>Höchstzahl der Pixel jeder Klasse, aus denen gelernt wird, zufällig gezogen.</translation>
    </message>
    <message>
      <source>Finds more of rare classes. Otherwise classes weigh as much as their share of the labels, which finds less of rare classes but is right more often.</source>
      <translation>Findet mehr von seltenen Klassen. Sonst wiegen Klassen so viel, wie in den Labels von ihnen da ist; das findet weniger von seltenen Klassen und liegt öfter richtig.</translation>
    </message>
    <message>
      <source>How many percent of the labelled pixels are set aside for validation, approximately, in whole blocks of ground: 0 for none, or 5 to 50.</source>
      <translation>Wie viel Prozent der erfassten Pixel ungefähr zurückgelegt werden, in ganzen Blöcken am Boden: 0 für keine, oder 5 bis 50.</translation>
    </message>
    <message>
      <source>A whole number; the same seed gives the same model.</source>
      <translation>Eine ganze Zahl; dieselbe ergibt dasselbe Modell.</translation>
    </message>
    <message>
      <source>Licence of the model, written into its card.</source>
      <translation>Lizenz des Modells, die in seine Modellkarte geschrieben wird.</translation>
    </message>
    <message>
      <source>random forest,logistic regression,supervised classification,training,machine learning,land cover,spectral,ndvi,ndwi,water</source>
      <translation>Random Forest,Zufallswald,logistische Regression,überwachte Klassifikation,Training,maschinelles Lernen,Landbedeckung,spektral,ndvi,ndwi,Wasser</translation>
    </message>
    <message>
      <source>Models (*.onnx)</source>
      <translation>Modelle (*.onnx)</translation>
    </message>
    <message>
      <source>Mean IoU on the ground that was set aside</source>
      <translation>Mittlere IoU auf dem zurückgelegten Boden</translation>
    </message>
    <message>
      <source>No file is given for the model</source>
      <translation>Für das Modell ist keine Datei angegeben</translation>
    </message>
    <message>
      <source>Method</source>
      <translation>Verfahren</translation>
    </message>
    <message>
      <source>Spectral indices</source>
      <translation>Spektrale Indizes</translation>
    </message>
    <message>
      <source>Balance the classes</source>
      <translation>Klassen ausgleichen</translation>
    </message>
    <message>
      <source>Choose a file that ends in .onnx, or use a temporary one</source>
      <translation>Eine Datei nennen, die auf .onnx endet, oder sie temporär sein lassen</translation>
    </message>
    <message>
      <source>Random forest</source>
      <translation>Random Forest</translation>
    </message>
    <message>
      <source>Linear (logistic regression), very fast and smooth</source>
      <translation>Linear (logistische Regression), sehr schnell und glatt</translation>
    </message>
    <message>
      <source>Mean of both</source>
      <translation>Mittel aus beiden</translation>
    </message>
    <message>
      <source>NDVI: vegetation (near infrared, red)</source>
      <translation>NDVI: Vegetation (nahes Infrarot, Rot)</translation>
    </message>
    <message>
      <source>NDWI: open water (green, near infrared)</source>
      <translation>NDWI: offenes Wasser (Grün, nahes Infrarot)</translation>
    </message>
    <message>
      <source>MNDWI: open water beside buildings (green, short-wave infrared 1.6)</source>
      <translation>MNDWI: offenes Wasser neben Gebäuden (Grün, kurzwelliges Infrarot 1,6)</translation>
    </message>
    <message>
      <source>NDBI: built-up land (short-wave infrared 1.6, near infrared)</source>
      <translation>NDBI: bebautes Land (kurzwelliges Infrarot 1,6, nahes Infrarot)</translation>
    </message>
    <message>
      <source>NBR: burnt land (near infrared, short-wave infrared 2.2)</source>
      <translation>NBR: verbranntes Land (nahes Infrarot, kurzwelliges Infrarot 2,2)</translation>
    </message>
    <message>
      <source>EVI: dense vegetation (near infrared, red, blue)</source>
      <translation>EVI: dichte Vegetation (nahes Infrarot, Rot, Blau)</translation>
    </message>
    <message>
      <source>Train segmentation</source>
      <translation>Segmentierung trainieren</translation>
    </message>
    <message>
      <source>Trains a network to find the classes of your own labels.</source>
      <translation>Trainiert ein Netz, die Klassen eigener Labels zu finden.</translation>
    </message>
    <message>
      <source>The network learns from patches of 256 pixels, half of which show a class, flipped, rotated, scaled and recoloured at random. Whole blocks of ground are set aside for validation; the scores, the thresholds and the cleaning rules come from them, and training ends when the scores stop improving. A run that was cancelled or interrupted continues where it stopped when it is started again with the same parameters. The ONNX file is compared with the trained network before it is kept. Needs the runtime for training (PyTorch); on a processor it takes minutes to hours, on a GPU a fraction of that.</source>
      <translation>Das Netz lernt aus Ausschnitten von 256 Pixeln, von denen die Hälfte eine Klasse zeigt, zufällig gespiegelt, gedreht, skaliert und umgefärbt. Ganze Blöcke am Boden werden zurückgelegt; aus ihnen kommen die Bewertung, die Schwellwerte und die Regeln der Bereinigung, und das Training endet, wenn die Bewertung nicht mehr besser wird. Ein Lauf, der abgebrochen wurde oder abbrach, geht weiter, wo er war, wenn er mit denselben Parametern erneut gestartet wird. Vor dem Schreiben wird das Modell mit dem trainierten Netz verglichen. Das Training braucht die Laufzeitumgebung zum Trainieren (PyTorch); auf einem Prozessor dauert es Minuten bis Stunden, auf einer GPU einen Bruchteil davon.</translation>
    </message>
    <message>
      <source>A model whose weights are copied as far as they fit, also to other bands and classes: an installed model, or the path of an ONNX file or of weights (.safetensors, .npz). It saves labels and epochs. If empty, training starts from scratch.</source>
      <translation>Ein Modell, dessen Gewichte kopiert werden, soweit sie passen, auch auf andere Kanäle und Klassen: ein installiertes Modell oder der Pfad einer ONNX-Datei oder von Gewichten (.safetensors, .npz). Damit werden weniger Labels und Epochen gebraucht. Leer beginnt bei nichts.</translation>
    </message>
    <message>
      <source>Architecture of the network. The light ones need a fraction of the time of the last, which was designed for imagery of many bands.</source>
      <translation>Wie das Netz gebaut ist. Die leichten brauchen einen Bruchteil der Zeit des letzten, das für Bilder mit vielen Kanälen gemacht ist.</translation>
    </message>
    <message>
      <source>Maximum number of epochs of 100 batches. 0 means no limit and requires a time limit. Training ends sooner when the scores stop improving.</source>
      <translation>Höchstzahl der Runden zu je 100 Lernschritten. 0 bedeutet keine Grenze; dann wird eine Zeitgrenze gebraucht. Das Training endet früher, wenn es nicht mehr besser wird.</translation>
    </message>
    <message>
      <source>A whole number; the same seed sets the same ground aside and draws the same patches. Results of two computers still differ slightly.</source>
      <translation>Eine ganze Zahl; dieselbe legt dieselben Blöcke am Boden zurück und zieht dieselben Ausschnitte. Zwei Computer rechnen dennoch nicht genau gleich.</translation>
    </message>
    <message>
      <source>Classes of the model, for example “1=building; 8=water”; the number is the value in class rasters (1 to 254). If empty, those of the labels.</source>
      <translation>Klassen des Modells, zum Beispiel „1=building; 8=water“; die Zahl ist der Wert in Klassenrastern (1 bis 254). Wenn leer, die der Labels.</translation>
    </message>
    <message>
      <source>Whether a place can belong to several classes at once, such as a vehicle on a road. Each class then has a probability of its own.</source>
      <translation>Ob ein Ort zu mehreren Klassen zugleich gehören kann, etwa ein Fahrzeug auf einer Straße. Jede Klasse hat dann ihre eigene Wahrscheinlichkeit.</translation>
    </message>
    <message>
      <source>Pixel sizes, relative to the resolution, that the network sees in training; 1 has to be among them. The quality “best” predicts at all of them if that improves the scores of the validation.</source>
      <translation>Größen eines Pixels im Verhältnis zur Auflösung, die das Netz im Training sieht; 1 muss dabei sein. Die Qualität „Beste“ sagt in allen davon vorher, wenn das die Bewertung der Validierung verbessert.</translation>
    </message>
    <message>
      <source>Patience (epochs)</source>
      <translation>Geduld (Epochen)</translation>
    </message>
    <message>
      <source>Training ends after this many epochs without improvement; 0 means only when the epochs or the time are over.</source>
      <translation>Nach so vielen Epochen ohne Verbesserung endet das Training; 0 bedeutet nie, bevor die Epochen oder die Zeit um sind.</translation>
    </message>
    <message>
      <source>Trains only the part behind the encoder. Faster, and safer with very few labels; needs a model to start from.</source>
      <translation>Nur der Teil hinter dem Encoder lernt. Schneller, und sicherer bei sehr wenigen Labels; dazu braucht es ein Modell als Ausgangspunkt.</translation>
    </message>
    <message>
      <source>Further training data, of which each set labels its own classes only: folders of exported chips or JSON files, separated by semicolons, or JSON itself: [{"rasters": ["a.tif"], "labels": "b.gpkg", "class_field": "kind", "area": "c.gpkg", "classes": {"house": "building"}, "weight": 1}].</source>
      <translation>Weiteres, woraus gelernt wird; jedes sagt nur über seine eigenen Klassen etwas aus: Ordner exportierter Kacheln oder JSON-Dateien, durch Semikolon getrennt, oder JSON selbst: [{"rasters": ["a.tif"], "labels": "b.gpkg", "class_field": "kind", "area": "c.gpkg", "classes": {"house": "building"}, "weight": 1}].</translation>
    </message>
    <message>
      <source>ONNX file with its card inside and next to it. The file name becomes the name of the model. During training, a folder with the same name and “.training” appended holds what is needed to continue.</source>
      <translation>ONNX-Datei mit ihrer Modellkarte darin und daneben. Sie heißt wie ihre Datei. Während des Trainings enthält ein Ordner gleichen Namens mit „.training“ dahinter, was zum Weitermachen nötig ist.</translation>
    </message>
    <message>
      <source>Folder for a page with curves, scores, the best and worst patches and the data; one self-contained HTML file.</source>
      <translation>Ordner für eine Seite mit Kurven, Bewertung, Bildern der besten und schlechtesten Ausschnitte und den Daten; eine HTML-Datei, die keine andere braucht.</translation>
    </message>
    <message>
      <source>learn,fit,network,u-net,deep learning,labels,transfer,fine-tune,model,pytorch</source>
      <translation>lernen,anpassen,Netz,U-Net,Deep Learning,Labels,Transfer,Feinabstimmung,Modell,pytorch</translation>
    </message>
    <message>
      <source>Largest step of the optimiser, without unit; 0 finds one by trial.</source>
      <translation>Größter Schritt der Gewichte, ohne Einheit; 0 findet einen durch Probieren.</translation>
    </message>
    <message>
      <source>Weight of the Dice loss</source>
      <translation>Gewicht des Dice-Verlusts</translation>
    </message>
    <message>
      <source>How much the overlap of whole classes counts in addition to each pixel, without unit.</source>
      <translation>Wie viel die Überlappung ganzer Klassen neben jedem Pixel zählt, ohne Einheit.</translation>
    </message>
    <message>
      <source>Weight of the focal loss</source>
      <translation>Gewicht des Focal-Verlusts</translation>
    </message>
    <message>
      <source>How much more pixels that are hard to classify count than easy ones, without unit.</source>
      <translation>Wie viel schwer erkennbare Pixel mehr zählen als leichte, ohne Einheit.</translation>
    </message>
    <message>
      <source>Freeze the encoder</source>
      <translation>Encoder einfrieren</translation>
    </message>
    <message>
      <source>Further data sets</source>
      <translation>Weitere Datensätze</translation>
    </message>
    <message>
      <source>The network is tried at the resolution it is trained for</source>
      <translation>Das Netz wird in der Auflösung erprobt, für die es trainiert wird</translation>
    </message>
    <message>
      <source>For example: “1; 1.5”</source>
      <translation>Zum Beispiel „1; 1.5“</translation>
    </message>
    <message>
      <source>Epochs trained</source>
      <translation>Trainierte Epochen</translation>
    </message>
    <message>
      <source>unet64: U-Net with 64 feature maps throughout, for GPUs</source>
      <translation>unet64: U-Net mit durchgehend 64 Merkmalskarten, für GPUs</translation>
    </message>
    <message>
      <source>1 is not among the scales {}</source>
      <translation>1 ist nicht unter den Maßstäben {}</translation>
    </message>
    <message>
      <source>Training would never end</source>
      <translation>Das Training würde nie enden</translation>
    </message>
    <message>
      <source>Give one of the two</source>
      <translation>Eines von beiden angeben</translation>
    </message>
    <message>
      <source>Epochs</source>
      <translation>Epochen</translation>
    </message>
    <message>
      <source>Batch size (patches)</source>
      <translation>Batchgröße (Ausschnitte)</translation>
    </message>
    <message>
      <source>Learning rate</source>
      <translation>Lernrate</translation>
    </message>
    <message>
      <source>Bands to train on, in the order of the network: “red=1; green=2; nir=4”, or by name alone. If empty, all bands of the first raster.</source>
      <translation>Kanäle, aus denen gelernt wird, in der Reihenfolge des Netzes: „red=1; green=2; nir=4“, oder nur mit Namen. Wenn leer, alle Kanäle des ersten Rasters.</translation>
    </message>
    <message>
      <source>Pixel size the network is trained for, in metres; rasters are resampled to it. 0 means that of the first raster.</source>
      <translation>Größe der Pixel, für die das Netz trainiert wird, in Metern; Raster werden darauf umgerechnet. 0 bedeutet die des ersten Rasters.</translation>
    </message>
    <message>
      <source>Copies the model to the installed ones, so that it can be selected by name. A temporary file is not copied.</source>
      <translation>Kopiert das Modell zu den installierten, damit es mit seinem Namen gewählt werden kann. Eine temporäre Datei wird nicht kopiert.</translation>
    </message>
    <message>
      <source>Says in seconds what would be trained on and what speaks against it; nothing is trained or written.</source>
      <translation>Sagt in Sekunden, woraus gelernt würde und was dagegen spricht; es wird nichts trainiert oder geschrieben.</translation>
    </message>
    <message>
      <source>Choose another model, or leave “Start from” empty</source>
      <translation>Ein anderes Modell wählen oder „Ausgehen von“ leer lassen</translation>
    </message>
    <message>
      <source>Longest time of training in minutes, over all runs if it is continued. 0 means no limit.</source>
      <translation>Höchstdauer des Trainings in Minuten, über alle Läufe, wenn es nach einem Halt weitergeht. 0 bedeutet keine Grenze.</translation>
    </message>
    <message>
      <source>Number of patches per training step. Smaller batches need less memory.</source>
      <translation>Aus wie vielen Ausschnitten auf einmal gelernt wird. Weniger brauchen weniger Speicher.</translation>
    </message>
    <message>
      <source>Largest step of the optimiser, without unit.</source>
      <translation>Größter Schritt der Gewichte, ohne Einheit.</translation>
    </message>
    <message>
      <source>Add to the installed models</source>
      <translation>Zu den installierten Modellen legen</translation>
    </message>
    <message>
      <source>Check only</source>
      <translation>Nur prüfen</translation>
    </message>
    <message>
      <source>Trained model</source>
      <translation>Trainiertes Modell</translation>
    </message>
    <message>
      <source>Report folder</source>
      <translation>Ordner des Berichts</translation>
    </message>
    <message>
      <source>Neither the epochs nor the time has a limit</source>
      <translation>Weder die Epochen noch die Zeit haben eine Grenze</translation>
    </message>
    <message>
      <source>Training cannot start from {}</source>
      <translation>Von {} kann nicht ausgegangen werden</translation>
    </message>
    <message>
      <source>Its file does not hold the weights of one network: {}</source>
      <translation>Seine Datei enthält keine Gewichte eines einzelnen Netzes: {}</translation>
    </message>
    <message>
      <source>Run it again with the same parameters: it continues where it stopped</source>
      <translation>Mit denselben Parametern erneut starten: Es geht dort weiter, wo es aufgehört hat</translation>
    </message>
    <message>
      <source>Installed as “{}”.</source>
      <translation>Installiert als „{}“.</translation>
    </message>
    <message>
      <source>Update review layer</source>
      <translation>Prüflayer aktualisieren</translation>
    </message>
    <message>
      <source>Replaces old predictions by new ones and keeps what people decided.</source>
      <translation>Ersetzt alte Vorhersagen durch neue und behält, was Menschen entschieden haben.</translation>
    </message>
    <message>
      <source>Polygons that a person accepted, corrected, added or rejected stay exactly as they are. New predictions fill the rest: those that lie on people's polygons by half or more are left out, the others are cut along them, and pieces of less than 5 percent of their area are dropped. Where the model contradicts a person (another class, less than half of the area in common, not found, or found again after rejection), the layer is not changed and the case is listed as a disagreement to look at. Everything is written at once or not at all. Needs no runtime.</source>
      <translation>Polygone, die ein Mensch angenommen, korrigiert, hinzugefügt oder abgelehnt hat, bleiben genau, wie sie sind. Neue Vorhersagen füllen den Rest: Was zur Hälfte auf Polygonen von Menschen liegt, bleibt weg, die übrigen werden an ihnen abgeschnitten, und Stücke mit weniger als 5 Prozent ihrer Fläche fallen weg. Wo das Netz einem Menschen widerspricht (andere Klasse, weniger als die Hälfte der Fläche gemeinsam, nicht gefunden, oder nach der Ablehnung wieder gefunden), bleibt der Layer, wie er ist, und der Fall wird als Widerspruch zum Ansehen aufgeführt. Alles wird auf einmal geschrieben oder gar nicht. Eine Laufzeitumgebung ist nicht nötig.</translation>
    </message>
    <message>
      <source>The layer to change, in a GeoPackage or in PostGIS. Save its edits first.</source>
      <translation>Der zu ändernde Layer, in einem GeoPackage oder in PostGIS. Seine Änderungen vorher speichern.</translation>
    </message>
    <message>
      <source>Polygons with class_id or class_name, in any CRS.</source>
      <translation>Polygone mit class_id oder class_name, in beliebigem KBS.</translation>
    </message>
    <message>
      <source>The region that was predicted again, in any CRS; nothing changes outside. If empty, the rectangle around the new predictions.</source>
      <translation>Wo erneut vorhergesagt wurde, in beliebigem KBS; außerhalb ändert sich nichts. Leer bedeutet das Rechteck um die neuen Vorhersagen.</translation>
    </message>
    <message>
      <source>predict again,refresh,merge,disagreement,correct</source>
      <translation>erneut vorhersagen,auffrischen,zusammenführen,Widerspruch,korrigieren</translation>
    </message>
    <message>
      <source>New predictions</source>
      <translation>Neue Vorhersagen</translation>
    </message>
    <message>
      <source>Number of new polygons</source>
      <translation>Anzahl neuer Polygone</translation>
    </message>
    <message>
      <source>Number of old predictions that were removed</source>
      <translation>Anzahl entfernter alter Vorhersagen</translation>
    </message>
    <message>
      <source>Number of new disagreements</source>
      <translation>Anzahl neuer Widersprüche</translation>
    </message>
    <message>
      <source>New predictions are written to its file</source>
      <translation>Neue Vorhersagen werden in seine Datei geschrieben</translation>
    </message>
    <message>
      <source>Save or discard the edits first</source>
      <translation>Zuerst die Änderungen speichern oder verwerfen</translation>
    </message>
    <message>
      <source>Comparing polygons</source>
      <translation>Polygone werden verglichen</translation>
    </message>
    <message>
      <source>{} old predictions removed, {} new ones added, {} polygons of people kept, {} new disagreements</source>
      <translation>{} alte Vorhersagen entfernt, {} neue hinzugefügt, {} Polygone von Menschen behalten, {} neue Widersprüche</translation>
    </message>
    <message>
      <source>Set an extent that overlaps the layer</source>
      <translation>Eine Ausdehnung angeben, die dort liegt, wo der Layer liegt</translation>
    </message>
    <message>
      <source>“{}” has edits that are not saved</source>
      <translation>„{}“ hat ungespeicherte Änderungen</translation>
    </message>
    <message>
      <source>{} predictions have no area or no class and were left out</source>
      <translation>{} Vorhersagen haben keine Fläche oder keine Klasse und blieben weg</translation>
    </message>
    <message>
      <source>The extent cannot be brought into the CRS of “{}”</source>
      <translation>Die Ausdehnung kann nicht in das KBS von „{}“ gebracht werden</translation>
    </message>
    <message>
      <source>The runtime of Sat DL is not set up</source>
      <translation>Die Laufzeitumgebung von Sat DL ist nicht eingerichtet</translation>
    </message>
    <message>
      <source>Networks run in a Python environment of their own, which is made once</source>
      <translation>Netze laufen in einem eigenen Python, das einmal eingerichtet wird</translation>
    </message>
    <message>
      <source>Choose Raster ‣ Sat DL ‣ Set up the runtime…, or run “python3 -m sat_dl_plugin.bridge setup” in the plugins folder</source>
      <translation>Raster ‣ Sat DL ‣ Laufzeitumgebung einrichten… wählen oder im Ordner der Erweiterungen „python3 -m sat_dl_plugin.bridge setup“ ausführen</translation>
    </message>
    <message>
      <source>The runtime for training is not set up</source>
      <translation>Die Laufzeitumgebung zum Trainieren ist nicht eingerichtet</translation>
    </message>
    <message>
      <source>Training and fitting networks needs more packages than predicting</source>
      <translation>Das Trainieren und Anpassen von Netzen braucht mehr Pakete als das Vorhersagen</translation>
    </message>
    <message>
      <source>Set up the runtime for training in the dock, or run “python3 -m sat_dl_plugin.bridge setup --kind full” in the plugins folder</source>
      <translation>Die Laufzeitumgebung zum Trainieren im Bedienfeld einrichten oder im Ordner der Erweiterungen „python3 -m sat_dl_plugin.bridge setup --kind full“ ausführen</translation>
    </message>
    <message>
      <source>They were deleted meanwhile, here or by another program</source>
      <translation>Sie wurden inzwischen gelöscht, hier oder von einem anderen Programm</translation>
    </message>
    <message>
      <source>Nothing was changed; end the review and begin it again</source>
      <translation>Nichts wurde geändert; die Prüfung beenden und neu beginnen</translation>
    </message>
    <message>
      <source>{} polygons are not there any more</source>
      <translation>{} Polygone sind nicht mehr da</translation>
    </message>
    <message>
      <source>Check the permissions of the file or the database</source>
      <translation>Die Rechte der Datei oder der Datenbank prüfen</translation>
    </message>
    <message>
      <source>The disagreements cannot be written</source>
      <translation>Die Widersprüche können nicht geschrieben werden</translation>
    </message>
    <message>
      <source>Check free space and permissions, and whether another program holds the file</source>
      <translation>Freien Platz und Rechte prüfen, und ob ein anderes Programm die Datei hält</translation>
    </message>
    <message>
      <source>The disagreements on “{}” cannot be kept</source>
      <translation>Die Widersprüche zu „{}“ können nicht behalten werden</translation>
    </message>
    <message>
      <source>Layer or file is write-protected, or the file was moved</source>
      <translation>Layer oder Datei ist schreibgeschützt, oder die Datei wurde verschoben</translation>
    </message>
    <message>
      <source>Check the permissions of the file, or make a copy of the layer and choose that</source>
      <translation>Die Rechte der Datei prüfen, oder den Layer kopieren und die Kopie wählen</translation>
    </message>
    <message>
      <source>Nothing is lost: mend that and save again</source>
      <translation>Nichts ist verloren: das beheben und erneut speichern</translation>
    </message>
    <message>
      <source>“{}” cannot be edited</source>
      <translation>„{}“ kann nicht bearbeitet werden</translation>
    </message>
    <message>
      <source>“{}” cannot be saved</source>
      <translation>„{}“ kann nicht gespeichert werden</translation>
    </message>
    <message>
      <source>It was moved, renamed or deleted</source>
      <translation>Sie wurde verschoben, umbenannt oder gelöscht</translation>
    </message>
    <message>
      <source>Put it back, or add the layer from its new place</source>
      <translation>Sie zurücklegen oder den Layer von seinem neuen Ort hinzufügen</translation>
    </message>
    <message>
      <source>The journal of {} cannot be written</source>
      <translation>Das Prüfprotokoll von {} kann nicht geschrieben werden</translation>
    </message>
    <message>
      <source>{} is not there any more</source>
      <translation>{} ist nicht mehr da</translation>
    </message>
    <message>
      <source>Check the free space and permissions, or choose another file</source>
      <translation>Freien Platz und Rechte prüfen oder eine andere Datei wählen</translation>
    </message>
    <message>
      <source>{} cannot be written</source>
      <translation>{} kann nicht geschrieben werden</translation>
    </message>
    <message>
      <source>Choose tiles that were made with “What to label next…”</source>
      <translation>Kacheln wählen, die mit „Was als Nächstes erfassen…“ erzeugt wurden</translation>
    </message>
    <message>
      <source>The polygons of “{}” have no states</source>
      <translation>Die Polygone von „{}“ haben keinen Stand</translation>
    </message>
    <message>
      <source>The layer has no field “{}”</source>
      <translation>Der Layer hat kein Feld „{}“</translation>
    </message>
    <message>
      <source>Review by Sat DL</source>
      <translation>Prüfung durch Sat DL</translation>
    </message>
    <message>
      <source>Check the free space and permissions, or choose another place</source>
      <translation>Freien Platz und Rechte prüfen oder einen anderen Ort wählen</translation>
    </message>
    <message>
      <source>A review layer keeps its journal beside the polygons, which needs one</source>
      <translation>Ein Prüflayer behält sein Prüfprotokoll neben den Polygonen, und das braucht eines</translation>
    </message>
    <message>
      <source>Choose a file that ends with .gpkg</source>
      <translation>Eine Datei wählen, die auf .gpkg endet</translation>
    </message>
    <message>
      <source>What people decided in it would be lost</source>
      <translation>Was Menschen darin entschieden haben, ginge verloren</translation>
    </message>
    <message>
      <source>Choose another file, or update the predictions of that layer</source>
      <translation>Eine andere Datei wählen oder die Vorhersagen jenes Layers aktualisieren</translation>
    </message>
    <message>
      <source>What is in it would be lost</source>
      <translation>Was darin steht, ginge verloren</translation>
    </message>
    <message>
      <source>Choose another name</source>
      <translation>Einen anderen Namen wählen</translation>
    </message>
    <message>
      <source>Check the connection in the browser of QGIS</source>
      <translation>Die Verbindung im Browser von QGIS prüfen</translation>
    </message>
    <message>
      <source>The review layer {} cannot be written</source>
      <translation>Der Prüflayer {} kann nicht geschrieben werden</translation>
    </message>
    <message>
      <source>{} is no GeoPackage</source>
      <translation>{} ist kein GeoPackage</translation>
    </message>
    <message>
      <source>{} is a review layer already</source>
      <translation>{} ist schon ein Prüflayer</translation>
    </message>
    <message>
      <source>{}.{} exists already</source>
      <translation>{}.{} existiert bereits</translation>
    </message>
    <message>
      <source>The database “{}” cannot be opened</source>
      <translation>Die Datenbank „{}“ kann nicht geöffnet werden</translation>
    </message>
    <message>
      <source>Polygon {}: {}</source>
      <translation>Polygon {}: {}</translation>
    </message>
    <message>
      <source>The polygons have no classes</source>
      <translation>Die Polygone haben keine Klassen</translation>
    </message>
    <message>
      <source>Choose polygons that Sat DL made, or rename the field with their class</source>
      <translation>Polygone wählen, die Sat DL gemacht hat, oder das Feld mit ihrer Klasse umbenennen</translation>
    </message>
    <message>
      <source>A class is a number from 1 to 254 and a name</source>
      <translation>Eine Klasse ist eine Zahl von 1 bis 254 und ein Name</translation>
    </message>
    <message>
      <source>Write them like 3=road, 4=track</source>
      <translation>So schreiben: 3=road, 4=track</translation>
    </message>
    <message>
      <source>They have no field class_id and none class_name, but {}</source>
      <translation>Sie haben kein Feld class_id und kein class_name, sondern {}</translation>
    </message>
    <message>
      <source>no field at all</source>
      <translation>gar kein Feld</translation>
    </message>
    <message>
      <source>“{}” is no class</source>
      <translation>„{}“ ist keine Klasse</translation>
    </message>
    <message>
      <source>The line does not split the polygon</source>
      <translation>Die Linie teilt das Polygon nicht</translation>
    </message>
    <message>
      <source>It has to begin and to end outside of it</source>
      <translation>Sie muss außerhalb beginnen und enden</translation>
    </message>
    <message>
      <source>Draw it from one side across to the other</source>
      <translation>Sie von einer Seite quer zur anderen zeichnen</translation>
    </message>
    <message>
      <source>The polygons cannot be merged</source>
      <translation>Die Polygone lassen sich nicht vereinigen</translation>
    </message>
    <message>
      <source>Choose another one</source>
      <translation>Ein anderes wählen</translation>
    </message>
    <message>
      <source>The polygon has no holes</source>
      <translation>Das Polygon hat keine Löcher</translation>
    </message>
    <message>
      <source>One of them is not there any more</source>
      <translation>Eines von ihnen ist nicht mehr da</translation>
    </message>
    <message>
      <source>Redraw it if its outline is wrong</source>
      <translation>Neu zeichnen, wenn der Umriss falsch ist</translation>
    </message>
    <message>
      <source>This outline encloses no area</source>
      <translation>Dieser Umriss umschließt keine Fläche</translation>
    </message>
    <message>
      <source>Draw it again</source>
      <translation>Erneut zeichnen</translation>
    </message>
    <message>
      <source>The layer stores polygons of one part each</source>
      <translation>Der Layer speichert Polygone aus je einem Teil</translation>
    </message>
    <message>
      <source>Draw the parts one by one, or make a review layer, which stores them</source>
      <translation>Die Teile einzeln zeichnen oder einen Prüflayer anlegen, der sie speichert</translation>
    </message>
    <message>
      <source>A polygon needs at least three corners that are not on one line</source>
      <translation>Ein Polygon braucht mindestens drei Ecken, die nicht auf einer Linie liegen</translation>
    </message>
    <message>
      <source>This outline falls into {} parts</source>
      <translation>Dieser Umriss zerfällt in {} Teile</translation>
    </message>
    <message>
      <source>Check the connection to the database and your rights in the schema {}</source>
      <translation>Die Verbindung zur Datenbank und die eigenen Rechte im Schema {} prüfen</translation>
    </message>
    <message>
      <source>Somebody else reviews this polygon</source>
      <translation>Jemand anders prüft dieses Polygon</translation>
    </message>
    <message>
      <source>Go on with another one</source>
      <translation>Mit einem anderen weitermachen</translation>
    </message>
    <message>
      <source>Polygons are missing in what its file gave</source>
      <translation>Es fehlen Polygone in dem, was seine Datei lieferte</translation>
    </message>
    <message>
      <source>End the review and begin it again</source>
      <translation>Die Prüfung beenden und neu beginnen</translation>
    </message>
    <message>
      <source>It stays reserved until they go on, or for {} minutes at most</source>
      <translation>Es bleibt reserviert, bis dort weitergemacht wird, höchstens {} Minuten</translation>
    </message>
    <message>
      <source>“{}” cannot be read</source>
      <translation>„{}“ kann nicht gelesen werden</translation>
    </message>
    <message>
      <source>Read “{}” for review</source>
      <translation>„{}“ zum Prüfen lesen</translation>
    </message>
    <message>
      <source>Not restored</source>
      <translation>Nicht wiederhergestellt</translation>
    </message>
    <message>
      <source>Recovered</source>
      <translation>Wiederhergestellt</translation>
    </message>
    <message>
      <source>The file does not allow it</source>
      <translation>Die Datei erlaubt es nicht</translation>
    </message>
    <message>
      <source>Check the permissions of the file; what was done stays in the journal</source>
      <translation>Die Rechte der Datei prüfen; was getan wurde, bleibt im Prüfprotokoll</translation>
    </message>
    <message>
      <source>QGIS refuses to restore a change of “{}”</source>
      <translation>QGIS verweigert das Wiederherstellen einer Änderung an „{}“</translation>
    </message>
    <message>
      <source>The layer is no polygon layer, or its file is gone.</source>
      <translation>Der Layer ist kein Polygonlayer, oder seine Datei ist fort.</translation>
    </message>
    <message>
      <source>The layer has no polygons.</source>
      <translation>Der Layer hat keine Polygone.</translation>
    </message>
    <message>
      <source>Make a review layer from predicted polygons, and keep its fields</source>
      <translation>Aus vorhergesagten Polygonen einen Prüflayer anlegen und seine Felder behalten</translation>
    </message>
    <message>
      <source>The layer has no field “{}”.</source>
      <translation>Der Layer hat kein Feld „{}“.</translation>
    </message>
    <message>
      <source>“{}” cannot be reviewed</source>
      <translation>„{}“ kann nicht geprüft werden</translation>
    </message>
    <message>
      <source>Change the class</source>
      <translation>Klasse ändern</translation>
    </message>
    <message>
      <source>Its file does not allow it, or the polygon is gone</source>
      <translation>Seine Datei erlaubt es nicht, oder das Polygon ist fort</translation>
    </message>
    <message>
      <source>Save or discard what is open, and try again</source>
      <translation>Offenes speichern oder verwerfen und erneut versuchen</translation>
    </message>
    <message>
      <source>Its transaction mode is “Automatic transaction groups”</source>
      <translation>Sein Transaktionsmodus ist „Automatische Transaktionsgruppen“</translation>
    </message>
    <message>
      <source>Choose “Local edit buffer” in the properties of the project, data sources</source>
      <translation>In den Projekteigenschaften unter „Datenquellen“ den lokalen Bearbeitungspuffer wählen</translation>
    </message>
    <message>
      <source>It was deleted meanwhile, here or by another program</source>
      <translation>Es wurde inzwischen gelöscht, hier oder von einem anderen Programm</translation>
    </message>
    <message>
      <source>Go on with the next one</source>
      <translation>Mit dem nächsten weitermachen</translation>
    </message>
    <message>
      <source>a new polygon</source>
      <translation>neues Polygon</translation>
    </message>
    <message>
      <source>QGIS refuses to change {} of “{}”</source>
      <translation>QGIS verweigert eine Änderung: {} in „{}“</translation>
    </message>
    <message>
      <source>polygon {}</source>
      <translation>Polygon {}</translation>
    </message>
    <message>
      <source>“{}” cannot be edited in this project</source>
      <translation>„{}“ kann in diesem Projekt nicht bearbeitet werden</translation>
    </message>
    <message>
      <source>The polygon {} is not there any more</source>
      <translation>Das Polygon {} ist nicht mehr da</translation>
    </message>
    <message>
      <source>Make a review layer from it</source>
      <translation>Einen Prüflayer daraus anlegen</translation>
    </message>
    <message>
      <source>“{}” cannot be reviewed where it is kept</source>
      <translation>„{}“ kann dort, wo es gespeichert ist, nicht geprüft werden</translation>
    </message>
    <message>
      <source>{} has no room for the journal</source>
      <translation>{} hat keinen Platz für das Prüfprotokoll</translation>
    </message>
    <message>
      <source>Nothing was changed. Save open edits, check the permissions and try again</source>
      <translation>Nichts wurde geändert. Offene Änderungen speichern, die Rechte prüfen und erneut versuchen</translation>
    </message>
    <message>
      <source>There are no new predictions</source>
      <translation>Es gibt keine neuen Vorhersagen</translation>
    </message>
    <message>
      <source>None of the polygons has an area and a class</source>
      <translation>Keines der Polygone hat eine Fläche und eine Klasse</translation>
    </message>
    <message>
      <source>Choose the polygons of a newer run, or set the extent that was predicted again</source>
      <translation>Die Polygone eines neueren Laufs wählen oder die Ausdehnung angeben, die neu vorhergesagt wurde</translation>
    </message>
    <message>
      <source>Its source knows no transactions</source>
      <translation>Seine Datenquelle kennt keine Transaktionen</translation>
    </message>
    <message>
      <source>The predictions of “{}” cannot be updated</source>
      <translation>Die Vorhersagen von „{}“ können nicht aktualisiert werden</translation>
    </message>
    <message>
      <source>To do</source>
      <translation>Offen</translation>
    </message>
    <message>
      <source>Doing</source>
      <translation>In Arbeit</translation>
    </message>
    <message>
      <source>State</source>
      <translation>Stand</translation>
    </message>
    <message>
      <source>Rank</source>
      <translation>Rang</translation>
    </message>
    <message>
      <source>Score (0 to 1)</source>
      <translation>Wertung (0 bis 1)</translation>
    </message>
    <message>
      <source>Uncertainty (bits)</source>
      <translation>Unsicherheit (Bit)</translation>
    </message>
    <message>
      <source>Disagreement (bits)</source>
      <translation>Widerspruch (Bit)</translation>
    </message>
    <message>
      <source>Enhanced by Sat DL: for viewing and drawing, not for measuring.</source>
      <translation>Von Sat DL verbessert: zum Ansehen und Zeichnen, nicht zum Messen.</translation>
    </message>
    <message>
      <source>Predicted</source>
      <translation>Vorhergesagt</translation>
    </message>
    <message>
      <source>Accepted</source>
      <translation>Angenommen</translation>
    </message>
    <message>
      <source>Corrected</source>
      <translation>Korrigiert</translation>
    </message>
    <message>
      <source>Added</source>
      <translation>Hinzugefügt</translation>
    </message>
    <message>
      <source>Rejected</source>
      <translation>Abgelehnt</translation>
    </message>
    <message>
      <source>Another class</source>
      <translation>Andere Klasse</translation>
    </message>
    <message>
      <source>Class name</source>
      <translation>Name der Klasse</translation>
    </message>
    <message>
      <source>Confidence</source>
      <translation>Sicherheit</translation>
    </message>
    <message>
      <source>Run</source>
      <translation>Lauf</translation>
    </message>
    <message>
      <source>Choose another folder in the options of Sat DL</source>
      <translation>In den Optionen von Sat DL einen anderen Ordner wählen</translation>
    </message>
    <message>
      <source>The folder for results {} cannot be written to</source>
      <translation>In den Ergebnisordner {} kann nicht geschrieben werden</translation>
    </message>
    <message>
      <source>Check the runtime of Sat DL</source>
      <translation>Laufzeitumgebung von Sat DL prüfen</translation>
    </message>
    <message>
      <source>Delete results</source>
      <translation>Ergebnisse löschen</translation>
    </message>
    <message>
      <source>Delete {}</source>
      <translation>{} löschen</translation>
    </message>
    <message>
      <source>Testing {} on a small image</source>
      <translation>{} wird an einem kleinen Bild ausprobiert</translation>
    </message>
    <message>
      <source>{} passed its self-test: {} million pixels a second</source>
      <translation>{} hat den Selbsttest bestanden: {} Millionen Pixel je Sekunde</translation>
    </message>
    <message>
      <source>It should be next to it and end in .onnx</source>
      <translation>Sie sollte daneben liegen und auf .onnx enden</translation>
    </message>
    <message>
      <source>Put both files into one folder, or choose the .onnx file</source>
      <translation>Beide Dateien in einen Ordner legen oder die .onnx-Datei wählen</translation>
    </message>
    <message>
      <source>Networks are files with the extension .onnx</source>
      <translation>Netze sind Dateien mit der Endung .onnx</translation>
    </message>
    <message>
      <source>Choose the folder that holds the .onnx file</source>
      <translation>Den Ordner wählen, in dem die .onnx-Datei liegt</translation>
    </message>
    <message>
      <source>Only models that were imported or trained can be deleted</source>
      <translation>Nur importierte oder trainierte Modelle können gelöscht werden</translation>
    </message>
    <message>
      <source>Wait until no run uses it, and try again</source>
      <translation>Warten, bis kein Lauf es benutzt, und erneut versuchen</translation>
    </message>
    <message>
      <source>The network of {} is missing</source>
      <translation>Das Netz von {} fehlt</translation>
    </message>
    <message>
      <source>Choose a folder you may write to, with enough space</source>
      <translation>Einen beschreibbaren Ordner mit genügend Platz wählen</translation>
    </message>
    <message>
      <source>There is no network in the folder {}</source>
      <translation>Im Ordner {} ist kein Netz</translation>
    </message>
    <message>
      <source>{} is not one of your own models</source>
      <translation>{} gehört nicht zu den eigenen Modellen</translation>
    </message>
    <message>
      <source>{} cannot be deleted</source>
      <translation>{} kann nicht gelöscht werden</translation>
    </message>
    <message>
      <source>{} cannot be written to {}</source>
      <translation>{} kann nicht nach {} geschrieben werden</translation>
    </message>
    <message>
      <source>Read the model {}</source>
      <translation>Modell {} lesen</translation>
    </message>
    <message>
      <source>Test the model {}</source>
      <translation>Modell {} testen</translation>
    </message>
    <message>
      <source>Import the model {}</source>
      <translation>Modell {} importieren</translation>
    </message>
    <message>
      <source>Save the set {}</source>
      <translation>Modellsatz {} speichern</translation>
    </message>
    <message>
      <source>Export the model {}</source>
      <translation>Modell {} exportieren</translation>
    </message>
    <message>
      <source>The mask could not be copied to {}</source>
      <translation>Die Maske konnte nicht nach {} kopiert werden</translation>
    </message>
    <message>
      <source>Look at the previews of Sat DL</source>
      <translation>Vorschauen von Sat DL untersuchen</translation>
    </message>
    <message>
      <source>Preview of Sat DL</source>
      <translation>Vorschau von Sat DL</translation>
    </message>
    <message>
      <source>The run failed unexpectedly</source>
      <translation>Der Lauf ist unerwartet fehlgeschlagen</translation>
    </message>
    <message>
      <source>Its provider is switched off or was removed</source>
      <translation>Der Datenanbieter ist ausgeschaltet oder wurde entfernt</translation>
    </message>
    <message>
      <source>Activate “Sat DL” in the Processing options</source>
      <translation>In den Verarbeitungsoptionen „Sat DL“ aktivieren</translation>
    </message>
    <message>
      <source>There is no algorithm {}</source>
      <translation>Es gibt keinen Algorithmus {}</translation>
    </message>
    <message>
      <source>Set up the runtime of Sat DL</source>
      <translation>Laufzeitumgebung von Sat DL einrichten</translation>
    </message>
    <message>
      <source>Remove the runtime of Sat DL</source>
      <translation>Laufzeitumgebung von Sat DL entfernen</translation>
    </message>
    <message>
      <source>Look at the runtime of Sat DL</source>
      <translation>Laufzeitumgebung von Sat DL untersuchen</translation>
    </message>
  </context>
</TS>
