<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="ne" sourcelanguage="en">
  <context>
    <name>SatDl</name>
    <message>
      <source>Comp&amp;are on the map</source>
      <translation>नक्सामा तुलना गर्ने</translation>
    </message>
    <message>
      <source>Compare two layers</source>
      <translation>दुई तह तुलना गर्ने</translation>
    </message>
    <message>
      <source>Drag the handle on the map to see one layer on each side, for example an image and its classes.</source>
      <translation>नक्सामा ह्यान्डल तान्नुहोस्, हरेक पट्टि एउटा तह देखिन्छ, जस्तै तस्बिर र त्यसका वर्गहरू।</translation>
    </message>
    <message>
      <source>Layer on the left or upper side</source>
      <translation>बायाँ वा माथिको तह</translation>
    </message>
    <message>
      <source>Layer on the right or lower side</source>
      <translation>दायाँ वा तलको तह</translation>
    </message>
    <message>
      <source>Drag on the map, or move the handle with the arrow keys, Home and End.</source>
      <translation>नक्सामा तान्नुहोस्, वा ह्यान्डललाई बाण, Home र End कुञ्जीले सार्नुहोस्।</translation>
    </message>
    <message>
      <source>Turn the handle (V)</source>
      <translation>ह्यान्डल घुमाउने (V)</translation>
    </message>
    <message>
      <source>End the comparison (Escape)</source>
      <translation>तुलना अन्त्य गर्ने (Escape)</translation>
    </message>
    <message>
      <source>Swap the sides</source>
      <translation>पक्ष साट्ने</translation>
    </message>
    <message>
      <source>Comparing needs two raster layers in the project.</source>
      <translation>तुलना गर्न परियोजनामा दुई रास्टर तह चाहिन्छ।</translation>
    </message>
    <message>
      <source>User guide</source>
      <translation>प्रयोगकर्ता निर्देशिका</translation>
    </message>
    <message>
      <source>The raster layer to work on</source>
      <translation>काम गरिने रास्टर तह</translation>
    </message>
    <message>
      <source>Raster layer</source>
      <translation>रास्टर तह</translation>
    </message>
    <message>
      <source>Runtime, options and memory</source>
      <translation>रनटाइम, विकल्प र मेमोरी</translation>
    </message>
    <message>
      <source>Open the user guide (F1)</source>
      <translation>प्रयोगकर्ता निर्देशिका खोल्ने (F1)</translation>
    </message>
    <message>
      <source>No raster layer</source>
      <translation>रास्टर तह छैन</translation>
    </message>
    <message>
      <source>Image</source>
      <translation>तस्बिर</translation>
    </message>
    <message>
      <source>What the layer is, and comparing two layers</source>
      <translation>तह के हो, र दुई तहको तुलना</translation>
    </message>
    <message>
      <source>Enhance</source>
      <translation>सुधार</translation>
    </message>
    <message>
      <source>Make the picture finer or cleaner</source>
      <translation>तस्बिरलाई मसिनो वा सफा बनाउने</translation>
    </message>
    <message>
      <source>Segment</source>
      <translation>खण्डीकरण</translation>
    </message>
    <message>
      <source>Find classes and turn them into polygons</source>
      <translation>वर्गहरू पत्ता लगाई बहुभुज बनाउने</translation>
    </message>
    <message>
      <source>Review</source>
      <translation>समीक्षा</translation>
    </message>
    <message>
      <source>Accept and correct polygons</source>
      <translation>बहुभुजहरू स्वीकार्ने र सच्याउने</translation>
    </message>
    <message>
      <source>Train</source>
      <translation>तालिम</translation>
    </message>
    <message>
      <source>Teach a model with your own polygons</source>
      <translation>आफ्नै बहुभुजबाट मोडेललाई सिकाउने</translation>
    </message>
    <message>
      <source>Models</source>
      <translation>मोडेल</translation>
    </message>
    <message>
      <source>Installed models, import and export</source>
      <translation>स्थापित मोडेल, आयात र निर्यात</translation>
    </message>
    <message>
      <source>&amp;Runtime…</source>
      <translation>रनटाइम…</translation>
    </message>
    <message>
      <source>&amp;Check this computer…</source>
      <translation>यो कम्प्युटर जाँच्ने…</translation>
    </message>
    <message>
      <source>&amp;Free memory</source>
      <translation>मेमोरी खाली गर्ने</translation>
    </message>
    <message>
      <source>&amp;Options…</source>
      <translation>विकल्पहरू…</translation>
    </message>
    <message>
      <source>Choose a raster layer first.</source>
      <translation>पहिले रास्टर तह छान्नुहोस्।</translation>
    </message>
    <message>
      <source>None of these can be done yet; the reasons stand above.</source>
      <translation>यीमध्ये अहिले केही गर्न सकिँदैन; कारण माथि छ।</translation>
    </message>
    <message>
      <source>“sharpen” models keep closest to the true values, “decrappify” models look best.</source>
      <translation>“sharpen” मोडेल साँचो मानको सबैभन्दा नजिक रहन्छन्, “decrappify” मोडेल हेर्दा सबैभन्दा राम्रा देखिन्छन्।</translation>
    </message>
    <message>
      <source>Also show where it disagrees (residual)</source>
      <translation>कहाँ फरक पर्छ त्यो पनि देखाउने (अवशेष)</translation>
    </message>
    <message>
      <source>How far the result, made coarse again, differs from the layer, pixel by pixel.</source>
      <translation>नतिजालाई फेरि मोटो बनाउँदा हरेक पिक्सेलमा तहसँग कति फरक पर्छ।</translation>
    </message>
    <message>
      <source>Model</source>
      <translation>मोडेल</translation>
    </message>
    <message>
      <source>&amp;Task</source>
      <translation>कार्य</translation>
    </message>
    <message>
      <source>&amp;Finer by</source>
      <translation>कति गुणा मसिनो</translation>
    </message>
    <message>
      <source>stops by itself</source>
      <translation>आफैँ रोकिन्छ</translation>
    </message>
    <message>
      <source>More steps show more detail, and at last the noise, too.</source>
      <translation>धेरै चरणले धेरै विवरण देखाउँछ, र अन्त्यमा नोइज पनि।</translation>
    </message>
    <message>
      <source>The same number gives the same picture again.</source>
      <translation>उही सङ्ख्याले फेरि उही तस्बिर दिन्छ।</translation>
    </message>
    <message>
      <source>Fitting</source>
      <translation>फिटिङ</translation>
    </message>
    <message>
      <source>Steps</source>
      <translation>चरणहरू</translation>
    </message>
    <message>
      <source>Start number</source>
      <translation>सुरु सङ्ख्या</translation>
    </message>
    <message>
      <source>{} Mpx of result. On a processor a million pixels take 10 to 40 minutes, on a GPU far less. Try a small rectangle first.</source>
      <translation>नतिजा {} Mpx। प्रोसेसरमा दस लाख पिक्सेललाई १० देखि ४० मिनेट लाग्छ, GPU मा निकै कम। पहिले सानो आयतमा प्रयास गर्नुहोस्।</translation>
    </message>
    <message>
      <source>Enhance the picture</source>
      <translation>तस्बिर सुधार</translation>
    </message>
    <message>
      <source>What is finer than the pixels of the layer is a guess that agrees with them: draw on it, measure on the original.</source>
      <translation>तहका पिक्सेलभन्दा मसिनो कुरा तीसँग मिल्ने अनुमान मात्र हो: यसमा रेखाङ्कन गर्नुहोस्, नाप भने मूल तहमा लिनुहोस्।</translation>
    </message>
    <message>
      <source>Where</source>
      <translation>कहाँ</translation>
    </message>
    <message>
      <source>Make it finer</source>
      <translation>मसिनो बनाउने</translation>
    </message>
    <message>
      <source>Remove noise</source>
      <translation>नोइज हटाउने</translation>
    </message>
    <message>
      <source>Fill missing pixels</source>
      <translation>छुटेका पिक्सेल भर्ने</translation>
    </message>
    <message>
      <source>The layer “{}” cannot be opened.</source>
      <translation>तह “{}” खोल्न सकिएन।</translation>
    </message>
    <message>
      <source>{} times</source>
      <translation>{} गुणा</translation>
    </message>
    <message>
      <source>This version of Sat DL cannot do this yet.</source>
      <translation>Sat DL को यो संस्करणले अहिले यो गर्न सक्दैन।</translation>
    </message>
    <message>
      <source>No model that enhances is installed. Import one on the page “Models”.</source>
      <translation>सुधार गर्ने मोडेल स्थापित छैन। “मोडेल” पृष्ठमा आयात गर्नुहोस्।</translation>
    </message>
    <message>
      <source>Fitting a network needs PyTorch, which the runtime does not have yet.</source>
      <translation>नेटवर्क फिट गर्न PyTorch चाहिन्छ, जुन रनटाइममा अहिले छैन।</translation>
    </message>
    <message>
      <source>Brings back edges and detail as in sharp pictures. Seconds.</source>
      <translation>स्पष्ट तस्बिरमा जस्तै किनारा र विवरण फर्काउँछ। केही सेकेन्ड।</translation>
    </message>
    <message>
      <source>A network is fitted to this picture and stopped before it learns the noise. Minutes to hours.</source>
      <translation>नेटवर्कलाई यही तस्बिरमा फिट गरिन्छ र नोइज सिक्नुअघि रोकिन्छ। मिनेटदेखि घण्टासम्म।</translation>
    </message>
    <message>
      <source>First smoothed by the one, then sharpened by the other.</source>
      <translation>पहिले एउटाले नरम बनाउँछ, त्यसपछि अर्कोले तीखो।</translation>
    </message>
    <message>
      <source>Trained network</source>
      <translation>तालिम प्राप्त नेटवर्क</translation>
    </message>
    <message>
      <source>From this picture alone</source>
      <translation>यही तस्बिरबाट मात्र</translation>
    </message>
    <message>
      <source>Both, one after the other</source>
      <translation>दुवै, एकपछि अर्को</translation>
    </message>
    <message>
      <source>Add it to the runtime…</source>
      <translation>रनटाइममा थप्ने…</translation>
    </message>
    <message>
      <source>any, a server draws it</source>
      <translation>जुनसुकै, सर्भरले कोर्छ</translation>
    </message>
    <message>
      <source>without end</source>
      <translation>अन्त्य नभएको</translation>
    </message>
    <message>
      <source>Choose a raster layer above or in the layers panel: an aerial or satellite picture, or the layer of a map server.</source>
      <translation>माथि वा तह प्यानलमा रास्टर तह छान्नुहोस्: हवाई वा उपग्रह तस्बिर, अथवा नक्सा सर्भरको तह।</translation>
    </message>
    <message>
      <source>Segment this layer</source>
      <translation>यो तह खण्डीकरण गर्ने</translation>
    </message>
    <message>
      <source>Pixel size</source>
      <translation>पिक्सेलको आकार</translation>
    </message>
    <message>
      <source>Extent</source>
      <translation>विस्तार</translation>
    </message>
    <message>
      <source>Bands</source>
      <translation>ब्यान्डहरू</translation>
    </message>
    <message>
      <source>Values</source>
      <translation>मानहरू</translation>
    </message>
    <message>
      <source>No data</source>
      <translation>डाटा नभएको मान</translation>
    </message>
    <message>
      <source>Coordinates</source>
      <translation>निर्देशाङ्क</translation>
    </message>
    <message>
      <source>Source</source>
      <translation>स्रोत</translation>
    </message>
    <message>
      <source>a drawn picture</source>
      <translation>कोरिएको तस्बिर</translation>
    </message>
    <message>
      <source>no value</source>
      <translation>मान छैन</translation>
    </message>
    <message>
      <source>unknown</source>
      <translation>अज्ञात</translation>
    </message>
    <message>
      <source>server</source>
      <translation>सर्भर</translation>
    </message>
    <message>
      <source>file</source>
      <translation>फाइल</translation>
    </message>
    <message>
      <source>{} × {} pixels</source>
      <translation>{} × {} पिक्सेल</translation>
    </message>
    <message>
      <source>{}, {} × {} km</source>
      <translation>{}, {} × {} km</translation>
    </message>
    <message>
      <source>What this layer is</source>
      <translation>यो तह के हो</translation>
    </message>
    <message>
      <source>{}, {} × {} m</source>
      <translation>{}, {} × {} m</translation>
    </message>
    <message>
      <source>{} bands</source>
      <translation>{} ब्यान्ड</translation>
    </message>
    <message>
      <source>unnamed</source>
      <translation>नाम नभएको</translation>
    </message>
    <message>
      <source>The layer has no coordinate system, so sizes in metres are guesses and no part of it can be chosen on the map. Set it in the layer's properties.</source>
      <translation>तहको निर्देशाङ्क प्रणाली छैन, त्यसैले मिटरमा दिइएका आकार अनुमान हुन् र नक्सामा यसको भाग छान्न सकिँदैन। तहको गुणमा निर्देशाङ्क प्रणाली तोक्नुहोस्।</translation>
    </message>
    <message>
      <source>A server sends this layer. The part you choose is copied first; for the live preview and several runs, a file is faster.</source>
      <translation>यो तह सर्भरले पठाउँछ। छानिएको भाग पहिले प्रतिलिपि गरिन्छ; प्रत्यक्ष पूर्वावलोकन र धेरै पटक चलाउन फाइल छिटो हुन्छ।</translation>
    </message>
    <message>
      <source>The layer has one band. Most models need colour (red, green and blue); build a virtual raster when the bands are separate files.</source>
      <translation>तहमा एउटा मात्र ब्यान्ड छ। धेरैजसो मोडेललाई रङ (रातो, हरियो र निलो) चाहिन्छ; ब्यान्डहरू छुट्टाछुट्टै फाइलमा भए भर्चुअल रास्टर बनाउनुहोस्।</translation>
    </message>
    <message>
      <source>The values are not 0 to 255, as in a picture. They are stretched for models that learnt from pictures.</source>
      <translation>मानहरू तस्बिरमा जस्तै ० देखि २५५ सम्म छैनन्। तस्बिरबाट सिकेका मोडेलका लागि तिनलाई तन्काइन्छ।</translation>
    </message>
    <message>
      <source>The bands have no names. They are taken in the order of the file.</source>
      <translation>ब्यान्डहरूको नाम छैन। फाइलकै क्रममा लिइन्छ।</translation>
    </message>
    <message>
      <source>A pixel is {} wide. Single buildings and roads need about half a metre.</source>
      <translation>एउटा पिक्सेल {} चौडा छ। छुट्टाछुट्टै भवन र सडकका लागि करिब आधा मिटर चाहिन्छ।</translation>
    </message>
    <message>
      <source>A pixel is {} wide. It is made coarser for the model, which is fine.</source>
      <translation>एउटा पिक्सेल {} चौडा छ। मोडेलका लागि मोटो बनाइन्छ, यो ठीक छ।</translation>
    </message>
    <message>
      <source>{} bit</source>
      <translation>{} बिट</translation>
    </message>
    <message>
      <source>{} bit, decimals</source>
      <translation>{} बिट, दशमलव</translation>
    </message>
    <message>
      <source>Classes</source>
      <translation>वर्गहरू</translation>
    </message>
    <message>
      <source>Colour</source>
      <translation>रङ</translation>
    </message>
    <message>
      <source>Value</source>
      <translation>मान</translation>
    </message>
    <message>
      <source>Name</source>
      <translation>नाम</translation>
    </message>
    <message>
      <source>Colour of {}</source>
      <translation>{} को रङ</translation>
    </message>
    <message>
      <source>Value in the class raster, {} to {}; {} is the background</source>
      <translation>वर्ग रास्टरमा मान, {} देखि {} सम्म; {} पृष्ठभूमि हो</translation>
    </message>
    <message>
      <source>⚠ Guessed. Please check.</source>
      <translation>⚠ अनुमान गरिएको। कृपया जाँच्नुहोस्।</translation>
    </message>
    <message>
      <source>Nothing says it; this is usual.</source>
      <translation>कतै उल्लेख छैन; सामान्यतया यही हुन्छ।</translation>
    </message>
    <message>
      <source>Read from the network itself.</source>
      <translation>नेटवर्कबाटै पढिएको।</translation>
    </message>
    <message>
      <source>Found by a trial run.</source>
      <translation>परीक्षण चलाएर पत्ता लागेको।</translation>
    </message>
    <message>
      <source>Read from the card inside the file.</source>
      <translation>फाइलभित्रको मोडेल कार्डबाट पढिएको।</translation>
    </message>
    <message>
      <source>Stated by you.</source>
      <translation>तपाईंले दिएको।</translation>
    </message>
    <message>
      <source>This is what was understood. Below each field stands where it was read. Please correct what is wrong, above all what was guessed.</source>
      <translation>बुझिएको कुरा यही हो। कहाँबाट पढिएको हो भन्ने हरेक फिल्डको मुनि छ। गलत कुरा, विशेष गरी अनुमान गरिएका कुरा, कृपया सच्याउनुहोस्।</translation>
    </message>
    <message>
      <source>&amp;Import</source>
      <translation>आयात गर्ने</translation>
    </message>
    <message>
      <source>The network does not tell everything. Please state it.</source>
      <translation>नेटवर्कले सबै कुरा बताउँदैन। कृपया थप्नुहोस्।</translation>
    </message>
    <message>
      <source>Read a&amp;gain</source>
      <translation>फेरि पढ्ने</translation>
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
      <translation>प्रचलित अङ्ग्रेजी नामहरू, अर्धविरामले छुट्याइएका</translation>
    </message>
    <message>
      <source> m</source>
      <translation> m</translation>
    </message>
    <message>
      <source>that of the layer</source>
      <translation>तहकै</translation>
    </message>
    <message>
      <source>&amp;Name:</source>
      <translation>नाम:</translation>
    </message>
    <message>
      <source>Cl&amp;asses:</source>
      <translation>वर्गहरू:</translation>
    </message>
    <message>
      <source>Pixel si&amp;ze it has learnt from:</source>
      <translation>सिकेको पिक्सेलको आकार:</translation>
    </message>
    <message>
      <source>&amp;Bands, in the order of the network:</source>
      <translation>ब्यान्डहरू, नेटवर्कको क्रममा:</translation>
    </message>
    <message>
      <source>Values it e&amp;xpects:</source>
      <translation>अपेक्षित मानहरू:</translation>
    </message>
    <message>
      <source>Licence:</source>
      <translation>इजाजतपत्र:</translation>
    </message>
    <message>
      <source>Details</source>
      <translation>विवरण</translation>
    </message>
    <message>
      <source>O&amp;utput of the network:</source>
      <translation>नेटवर्कको आउटपुट:</translation>
    </message>
    <message>
      <source>Join &amp;tiles without blending them</source>
      <translation>टाइलहरू नमिसाई जोड्ने</translation>
    </message>
    <message>
      <source>Faster. Switch it off when the self-test finds that tiles differ at their edges.</source>
      <translation>छिटो हुन्छ। टाइलका किनारा फरक छन् भनी स्व-परीक्षणले देखाएमा बन्द गर्नुहोस्।</translation>
    </message>
    <message>
      <source>Replace &amp;your model of this name</source>
      <translation>यही नामको आफ्नो मोडेलको सट्टा राख्ने</translation>
    </message>
    <message>
      <source>Bac&amp;k</source>
      <translation>पछाडि</translation>
    </message>
    <message>
      <source>Cl&amp;asses, in the order of the network:</source>
      <translation>वर्गहरू, नेटवर्कको क्रममा:</translation>
    </message>
    <message>
      <source>Read from: {}</source>
      <translation>यहाँबाट पढिएको: {}</translation>
    </message>
    <message>
      <source>Import {}</source>
      <translation>{} आयात गर्ने</translation>
    </message>
    <message>
      <source>A value of the classes is no whole number</source>
      <translation>वर्गको कुनै मान पूर्ण सङ्ख्या होइन</translation>
    </message>
    <message>
      <source>Values are 0 to 254; 0 is the background</source>
      <translation>मानहरू ० देखि २५४ सम्म हुन्छन्; ० पृष्ठभूमि हो</translation>
    </message>
    <message>
      <source>physical values</source>
      <translation>भौतिक मान</translation>
    </message>
    <message>
      <source>Not tested yet. Its first run begins with a self-test.</source>
      <translation>अहिलेसम्म परीक्षण गरिएको छैन। पहिलो पटक चलाउँदा स्व-परीक्षणबाट सुरु हुन्छ।</translation>
    </message>
    <message>
      <source>Reading its card…</source>
      <translation>मोडेल कार्ड पढिँदैछ…</translation>
    </message>
    <message>
      <source>Self-&amp;test</source>
      <translation>स्व-परीक्षण</translation>
    </message>
    <message>
      <source>Tries the model on a small generated picture and measures how fast it is</source>
      <translation>बनाइएको सानो तस्बिरमा मोडेल चलाएर कति छिटो छ नाप्छ</translation>
    </message>
    <message>
      <source>E&amp;xport…</source>
      <translation>निर्यात गर्ने…</translation>
    </message>
    <message>
      <source>Copies the network and its card into a folder</source>
      <translation>नेटवर्क र यसको कार्ड फोल्डरमा प्रतिलिपि गर्छ</translation>
    </message>
    <message>
      <source>Delete…</source>
      <translation>मेटाउने…</translation>
    </message>
    <message>
      <source>Thresholds:</source>
      <translation>सीमा मानहरू:</translation>
    </message>
    <message>
      <source>Task:</source>
      <translation>कार्य:</translation>
    </message>
    <message>
      <source>Values:</source>
      <translation>मानहरू:</translation>
    </message>
    <message>
      <source>Output:</source>
      <translation>आउटपुट:</translation>
    </message>
    <message>
      <source>Tiles:</source>
      <translation>टाइलहरू:</translation>
    </message>
    <message>
      <source>Input:</source>
      <translation>इनपुट:</translation>
    </message>
    <message>
      <source>File:</source>
      <translation>फाइल:</translation>
    </message>
    <message>
      <source>joined without seams; margin {} px, step {} px</source>
      <translation>जोर्नी नदेखिने गरी जोडिन्छ; किनारा {} px, चरण {} px</translation>
    </message>
    <message>
      <source>Passed its self-test: {} million pixels a second ({}).</source>
      <translation>स्व-परीक्षणमा सफल: प्रति सेकेन्ड {} मिलियन पिक्सेल ({})।</translation>
    </message>
    <message>
      <source>Deletes the network and its card from your models</source>
      <translation>नेटवर्क र यसको कार्ड आफ्ना मोडेलबाट मेटाउँछ</translation>
    </message>
    <message>
      <source>It comes with Sat DL and cannot be deleted</source>
      <translation>यो Sat DL सँगै आउँछ र मेटाउन सकिँदैन</translation>
    </message>
    <message>
      <source>none</source>
      <translation>छैन</translation>
    </message>
    <message>
      <source>any size</source>
      <translation>जुनसुकै आकार</translation>
    </message>
    <message>
      <source>finds classes</source>
      <translation>वर्गहरू पत्ता लगाउँछ</translation>
    </message>
    <message>
      <source>makes pictures finer</source>
      <translation>तस्बिर मसिनो बनाउँछ</translation>
    </message>
    <message>
      <source>describes places by numbers</source>
      <translation>ठाउँलाई सङ्ख्यामा वर्णन गर्छ</translation>
    </message>
    <message>
      <source>probabilities</source>
      <translation>सम्भाव्यता</translation>
    </message>
    <message>
      <source>scores, one class wins (softmax)</source>
      <translation>अङ्क, एउटा वर्ग मात्र जित्छ (softmax)</translation>
    </message>
    <message>
      <source>scores, each class by itself (sigmoid)</source>
      <translation>अङ्क, हरेक वर्ग छुट्टै (sigmoid)</translation>
    </message>
    <message>
      <source>{} to {}</source>
      <translation>{} देखि {} सम्म</translation>
    </message>
    <message>
      <source>{}, divided by {}</source>
      <translation>{}, {} ले भाग गरिएको</translation>
    </message>
    <message>
      <source>{}, standardised per band</source>
      <translation>{}, हरेक ब्यान्डमा मानकीकृत</translation>
    </message>
    <message>
      <source>overlap and are blended; step {} px</source>
      <translation>खप्टिन्छन् र मिसाइन्छन्; चरण {} px</translation>
    </message>
    <message>
      <source>Failed its self-test: {}</source>
      <translation>स्व-परीक्षणमा असफल: {}</translation>
    </message>
    <message>
      <source>{}, times {}</source>
      <translation>{}, {} ले गुणा गरिएको</translation>
    </message>
    <message>
      <source>{} {}</source>
      <translation>{} {}</translation>
    </message>
    <message>
      <source>{} pixels a side, no other</source>
      <translation>एक छेउ {} पिक्सेल मात्र</translation>
    </message>
    <message>
      <source>Bundled</source>
      <translation>सँगै आएको</translation>
    </message>
    <message>
      <source>Your own</source>
      <translation>आफ्नै</translation>
    </message>
    <message>
      <source>any</source>
      <translation>जुनसुकै</translation>
    </message>
    <message>
      <source>Delete</source>
      <translation>मेटाउने</translation>
    </message>
    <message>
      <source>&amp;Keep it</source>
      <translation>राख्ने</translation>
    </message>
    <message>
      <source>&amp;Import file…</source>
      <translation>फाइल आयात…</translation>
    </message>
    <message>
      <source>An ONNX network, also of Deepness, or the .emd or STAC item beside one</source>
      <translation>ONNX नेटवर्क, Deepness को पनि, वा त्यससँगैको .emd वा STAC फाइल</translation>
    </message>
    <message>
      <source>Import &amp;folder…</source>
      <translation>फोल्डर आयात…</translation>
    </message>
    <message>
      <source>A folder that holds a network and its description</source>
      <translation>नेटवर्क र त्यसको वर्णन भएको फोल्डर</translation>
    </message>
    <message>
      <source>No model is installed. Import one.</source>
      <translation>कुनै मोडेल स्थापित छैन। एउटा आयात गर्नुहोस्।</translation>
    </message>
    <message>
      <source>C&amp;ancel</source>
      <translation>रद्द गर्ने</translation>
    </message>
    <message>
      <source>Networks</source>
      <translation>नेटवर्कहरू</translation>
    </message>
    <message>
      <source>Choose a network</source>
      <translation>नेटवर्क छान्ने</translation>
    </message>
    <message>
      <source>Networks and their descriptions (*.onnx *.emd *.json);;All files (*)</source>
      <translation>नेटवर्क र तिनका वर्णन (*.onnx *.emd *.json);;सबै फाइल (*)</translation>
    </message>
    <message>
      <source>Choose the folder of a network</source>
      <translation>नेटवर्कको फोल्डर छान्ने</translation>
    </message>
    <message>
      <source>Export the model into a folder</source>
      <translation>मोडेल फोल्डरमा निर्यात गर्ने</translation>
    </message>
    <message>
      <source>This folder holds several networks</source>
      <translation>यो फोल्डरमा धेरै नेटवर्क छन्</translation>
    </message>
    <message>
      <source>Read it</source>
      <translation>यो पढ्ने</translation>
    </message>
    <message>
      <source>Stopped.</source>
      <translation>रोकियो।</translation>
    </message>
    <message>
      <source>Delete the model “{}” and its card from this computer?</source>
      <translation>मोडेल “{}” र यसको कार्ड यो कम्प्युटरबाट मेटाउने?</translation>
    </message>
    <message>
      <source>“{}” is deleted.</source>
      <translation>“{}” मेटाइयो।</translation>
    </message>
    <message>
      <source>“{}” is one of your models now.</source>
      <translation>“{}” अब तपाईंको मोडेलमध्ये एक हो।</translation>
    </message>
    <message>
      <source>The model does what its card says.</source>
      <translation>मोडेलले आफ्नो कार्डमा लेखेअनुसार काम गर्छ।</translation>
    </message>
    <message>
      <source>Exported: {}</source>
      <translation>निर्यात भयो: {}</translation>
    </message>
    <message>
      <source>Mean:</source>
      <translation>औसत:</translation>
    </message>
    <message>
      <source>Deviation:</source>
      <translation>विचलन:</translation>
    </message>
    <message>
      <source>A number per band, separated by semicolons, after the values are multiplied</source>
      <translation>हरेक ब्यान्डको एक सङ्ख्या, अर्धविरामले छुट्याइएका, मान गुणा गरिएपछि</translation>
    </message>
    <message>
      <source>8-bit pictures, divided by 255</source>
      <translation>८-बिट तस्बिर, २५५ ले भाग गरिएको</translation>
    </message>
    <message>
      <source>8-bit pictures, as they are</source>
      <translation>८-बिट तस्बिर, जस्ताको तस्तै</translation>
    </message>
    <message>
      <source>Reflectance 0 to 1</source>
      <translation>परावर्तन ० देखि १</translation>
    </message>
    <message>
      <source>Reflectance 0 to 10 000</source>
      <translation>परावर्तन ० देखि १० ०००</translation>
    </message>
    <message>
      <source>Mean and deviation have a number per band</source>
      <translation>औसत र विचलनमा हरेक ब्यान्डको एक सङ्ख्या हुन्छ</translation>
    </message>
    <message>
      <source>Write them like this: 0.485; 0.456; 0.406</source>
      <translation>यसरी लेख्नुहोस्: 0.485; 0.456; 0.406</translation>
    </message>
    <message>
      <source>As read: {}</source>
      <translation>पढिएअनुसार: {}</translation>
    </message>
    <message>
      <source>“{}” is no list of numbers</source>
      <translation>“{}” सङ्ख्याको सूची होइन</translation>
    </message>
    <message>
      <source>Runtime</source>
      <translation>रनटाइम</translation>
    </message>
    <message>
      <source>Fol&amp;der</source>
      <translation>फोल्डर</translation>
    </message>
    <message>
      <source> min</source>
      <translation> मिनेट</translation>
    </message>
    <message>
      <source>At once</source>
      <translation>तुरुन्तै</translation>
    </message>
    <message>
      <source>&amp;End when idle for</source>
      <translation>निष्क्रिय भएपछि बन्द गर्ने</translation>
    </message>
    <message>
      <source>Computing</source>
      <translation>गणना</translation>
    </message>
    <message>
      <source>De&amp;vice</source>
      <translation>यन्त्र</translation>
    </message>
    <message>
      <source>All</source>
      <translation>सबै</translation>
    </message>
    <message>
      <source>&amp;Threads</source>
      <translation>थ्रेडहरू</translation>
    </message>
    <message>
      <source> GB</source>
      <translation> GB</translation>
    </message>
    <message>
      <source>Chosen by Sat DL</source>
      <translation>Sat DL ले छान्ने</translation>
    </message>
    <message>
      <source>&amp;Memory limit</source>
      <translation>मेमोरीको सीमा</translation>
    </message>
    <message>
      <source>Panel</source>
      <translation>प्यानल</translation>
    </message>
    <message>
      <source>&amp;Quality at the start</source>
      <translation>सुरुको गुणस्तर</translation>
    </message>
    <message>
      <source>Temporary files</source>
      <translation>अस्थायी फाइलहरू</translation>
    </message>
    <message>
      <source>&amp;Results go to</source>
      <translation>नतिजा राख्ने ठाउँ</translation>
    </message>
    <message>
      <source> MB</source>
      <translation> MB</translation>
    </message>
    <message>
      <source>Keep none</source>
      <translation>केही नराख्ने</translation>
    </message>
    <message>
      <source>&amp;Previews take at most</source>
      <translation>पूर्वावलोकनको सीमा</translation>
    </message>
    <message>
      <source>&amp;Clear now</source>
      <translation>अहिले खाली गर्ने</translation>
    </message>
    <message>
      <source>Counting…</source>
      <translation>गणना हुँदैछ…</translation>
    </message>
    <message>
      <source>The best there is</source>
      <translation>उपलब्धमध्ये उत्तम</translation>
    </message>
    <message>
      <source>Processor</source>
      <translation>प्रोसेसर</translation>
    </message>
    <message>
      <source>NVIDIA GPU</source>
      <translation>NVIDIA GPU</translation>
    </message>
    <message>
      <source>Second NVIDIA GPU</source>
      <translation>दोस्रो NVIDIA GPU</translation>
    </message>
    <message>
      <source>Any GPU, on Windows</source>
      <translation>जुनसुकै GPU, Windows मा</translation>
    </message>
    <message>
      <source>Any GPU, on macOS</source>
      <translation>जुनसुकै GPU, macOS मा</translation>
    </message>
    <message>
      <source>Sat DL sets up the Python it computes with in this folder, and looks for it there only. After a change, set it up again; the old one stays where it is.</source>
      <translation>Sat DL ले गणना गर्ने Python यही फोल्डरमा तयार पार्छ र त्यहीँ मात्र खोज्छ। परिवर्तन गरेपछि फेरि तयार पार्नुहोस्; पुरानो जहाँको तहीँ रहन्छ।</translation>
    </message>
    <message>
      <source>Until then models stay loaded, so that the next run starts faster; the memory they take is free afterwards.</source>
      <translation>त्यतिबेलासम्म मोडेलहरू लोड रहन्छन्, त्यसैले अर्को पटक छिटो सुरु हुन्छ; त्यसपछि मेमोरी खाली हुन्छ।</translation>
    </message>
    <message>
      <source>With less memory the image is computed in smaller parts.</source>
      <translation>कम मेमोरी हुँदा तस्बिर साना भागमा गणना गरिन्छ।</translation>
    </message>
    <message>
      <source>Fast</source>
      <translation>छिटो</translation>
    </message>
    <message>
      <source>Balanced</source>
      <translation>सन्तुलित</translation>
    </message>
    <message>
      <source>Best</source>
      <translation>उत्तम</translation>
    </message>
    <message>
      <source>Temporary files are removed when QGIS ends.</source>
      <translation>QGIS बन्द हुँदा अस्थायी फाइलहरू हटाइन्छन्।</translation>
    </message>
    <message>
      <source>{} MB in use</source>
      <translation>{} MB प्रयोग भएको</translation>
    </message>
    <message>
      <source>Review polygons</source>
      <translation>बहुभुजहरूको समीक्षा</translation>
    </message>
    <message>
      <source>Train a model</source>
      <translation>मोडेललाई तालिम</translation>
    </message>
    <message>
      <source>Going through the found polygons and accepting or correcting them comes here.</source>
      <translation>भेटिएका बहुभुज एकएक गरी स्वीकार्ने वा सच्याउने सुविधा यहाँ आउँछ।</translation>
    </message>
    <message>
      <source>Until then, edit the result layer as any other: its field “status” says predicted, accepted, corrected, added or rejected.</source>
      <translation>त्यतिबेलासम्म नतिजाको तह अरू तह जस्तै सम्पादन गर्नुहोस्: यसको “status” फिल्डमा predicted, accepted, corrected, added वा rejected हुन्छ।</translation>
    </message>
    <message>
      <source>Training a model on your corrected polygons comes here.</source>
      <translation>सच्याइएका बहुभुजबाट मोडेललाई तालिम दिने सुविधा यहाँ आउँछ।</translation>
    </message>
    <message>
      <source>Until then, networks trained elsewhere can be imported on the page “Models”.</source>
      <translation>त्यतिबेलासम्म अन्यत्र तालिम दिइएका नेटवर्क “मोडेल” पृष्ठमा आयात गर्न सकिन्छ।</translation>
    </message>
    <message>
      <source>Updating the preview…</source>
      <translation>पूर्वावलोकन अद्यावधिक हुँदैछ…</translation>
    </message>
    <message>
      <source>Updating the preview; with the best quality this takes a while…</source>
      <translation>पूर्वावलोकन अद्यावधिक हुँदैछ; उत्तम गुणस्तरमा केही समय लाग्छ…</translation>
    </message>
    <message>
      <source>Preview shows the middle of the map; zoom in to see all of it.</source>
      <translation>पूर्वावलोकनले नक्साको बीचको भाग देखाउँछ; सबै हेर्न जुम इन गर्नुहोस्।</translation>
    </message>
    <message>
      <source>Preview shows what a run would give here.</source>
      <translation>चलाउँदा यहाँ के आउँछ भन्ने पूर्वावलोकनले देखाउँछ।</translation>
    </message>
    <message>
      <source>Choose a raster layer to preview.</source>
      <translation>पूर्वावलोकनका लागि रास्टर तह छान्नुहोस्।</translation>
    </message>
    <message>
      <source>All classes are switched off.</source>
      <translation>सबै वर्ग बन्द छन्।</translation>
    </message>
    <message>
      <source>The layer is not in view.</source>
      <translation>तह दृश्यमा छैन।</translation>
    </message>
    <message>
      <source>The layer has no place on the map</source>
      <translation>नक्सामा तहको स्थान छैन</translation>
    </message>
    <message>
      <source>Give it a georeference, or run the model and look at the result</source>
      <translation>तहलाई भू-सन्दर्भ दिनुहोस्, वा मोडेल चलाएर नतिजा हेर्नुहोस्</translation>
    </message>
    <message>
      <source>A server draws the layer, and the model does not say how large a pixel should be</source>
      <translation>तह सर्भरले कोर्छ, र पिक्सेल कत्रो हुनुपर्छ मोडेलले बताउँदैन</translation>
    </message>
    <message>
      <source>Import the model with its resolution, or export the layer to a GeoTIFF</source>
      <translation>मोडेललाई रिजोलुसनसहित आयात गर्नुहोस्, वा तहलाई GeoTIFF मा निर्यात गर्नुहोस्</translation>
    </message>
    <message>
      <source>The preview cannot be drawn over layer “{}”</source>
      <translation>तह “{}” माथि पूर्वावलोकन कोर्न सकिएन</translation>
    </message>
    <message>
      <source>Layer “{}” cannot be previewed with this model</source>
      <translation>यो मोडेलले तह “{}” को पूर्वावलोकन गर्न सकिँदैन</translation>
    </message>
    <message>
      <source>Preview</source>
      <translation>पूर्वावलोकन</translation>
    </message>
    <message>
      <source>Live preview on the map</source>
      <translation>नक्सामा प्रत्यक्ष पूर्वावलोकन</translation>
    </message>
    <message>
      <source>Draws the classes over the part of the layer that the map shows, exactly as a run would give them. Nothing is written.</source>
      <translation>नक्साले देखाएको भागमा वर्गहरू कोर्छ, चलाउँदा आउने नतिजा जस्तै। केही लेखिँदैन।</translation>
    </message>
    <message>
      <source>Class</source>
      <translation>वर्ग</translation>
    </message>
    <message>
      <source>Objects</source>
      <translation>वस्तुहरू</translation>
    </message>
    <message>
      <source>Area (m²)</source>
      <translation>क्षेत्रफल (m²)</translation>
    </message>
    <message>
      <source>Area (ha)</source>
      <translation>क्षेत्रफल (ha)</translation>
    </message>
    <message>
      <source>Share</source>
      <translation>हिस्सा</translation>
    </message>
    <message>
      <source>Made by Sat DL {} on {}, in {}</source>
      <translation>Sat DL {} द्वारा {} मा तयार, समय: {}</translation>
    </message>
    <message>
      <source>Total</source>
      <translation>जम्मा</translation>
    </message>
    <message>
      <source>Check that the folder still exists</source>
      <translation>फोल्डर अझै छ कि छैन जाँच्नुहोस्</translation>
    </message>
    <message>
      <source>Areas are measured on the ellipsoid. Shares are of the whole area with data.</source>
      <translation>क्षेत्रफल इलिप्सोइडमा नापिएको हो। हिस्सा डाटा भएको सम्पूर्ण क्षेत्रको हो।</translation>
    </message>
    <message>
      <source>Parameters</source>
      <translation>प्यारामिटरहरू</translation>
    </message>
    <message>
      <source>The report {} cannot be written</source>
      <translation>प्रतिवेदन {} लेख्न सकिएन</translation>
    </message>
    <message>
      <source>Area</source>
      <translation>क्षेत्रफल</translation>
    </message>
    <message>
      <source>Starting</source>
      <translation>सुरु हुँदैछ</translation>
    </message>
    <message>
      <source>Aligning</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Predicting</source>
      <translation>अनुमान गर्दै</translation>
    </message>
    <message>
      <source>Enhancing</source>
      <translation>सुधार गर्दै</translation>
    </message>
    <message>
      <source>Cleaning</source>
      <translation>सफा गर्दै</translation>
    </message>
    <message>
      <source>Comparing</source>
      <translation>तुलना गर्दै</translation>
    </message>
    <message>
      <source>Counting</source>
      <translation>गन्दै</translation>
    </message>
    <message>
      <source>Cutting chips</source>
      <translation>टुक्राहरू काट्दै</translation>
    </message>
    <message>
      <source>Writing</source>
      <translation>लेख्दै</translation>
    </message>
    <message>
      <source>Tracing outlines</source>
      <translation>रूपरेखा कोर्दै</translation>
    </message>
    <message>
      <source>Shaping polygons</source>
      <translation>बहुभुज मिलाउँदै</translation>
    </message>
    <message>
      <source>Reading the network</source>
      <translation>नेटवर्क पढिँदैछ</translation>
    </message>
    <message>
      <source>Opening the network</source>
      <translation>नेटवर्क खोलिँदैछ</translation>
    </message>
    <message>
      <source>Trying the network</source>
      <translation>नेटवर्क चलाएर हेरिँदैछ</translation>
    </message>
    <message>
      <source>Copying the network</source>
      <translation>नेटवर्क प्रतिलिपि हुँदैछ</translation>
    </message>
    <message>
      <source>Measuring how fast it is</source>
      <translation>कति छिटो छ नापिँदैछ</translation>
    </message>
    <message>
      <source>Comparing tiles</source>
      <translation>टाइलहरू तुलना हुँदैछन्</translation>
    </message>
    <message>
      <source>Described</source>
      <translation>वर्णन गरियो</translation>
    </message>
    <message>
      <source>Imported</source>
      <translation>आयात भयो</translation>
    </message>
    <message>
      <source>Tested</source>
      <translation>परीक्षण भयो</translation>
    </message>
    <message>
      <source>Looking for a Python</source>
      <translation>Python खोजिँदैछ</translation>
    </message>
    <message>
      <source>Making an empty environment</source>
      <translation>खाली वातावरण बनाइँदैछ</translation>
    </message>
    <message>
      <source>Unpacking packages</source>
      <translation>प्याकेज खोलिँदैछन्</translation>
    </message>
    <message>
      <source>Trying a network in it</source>
      <translation>त्यसमा नेटवर्क चलाएर हेरिँदैछ</translation>
    </message>
    <message>
      <source>The runtime is ready</source>
      <translation>रनटाइम तयार छ</translation>
    </message>
    <message>
      <source>Fitting {}</source>
      <translation>फिट गर्दै: {}</translation>
    </message>
    <message>
      <source>Getting {}</source>
      <translation>ल्याउँदै: {}</translation>
    </message>
    <message>
      <source>Open the results</source>
      <translation>नतिजा खोल्ने</translation>
    </message>
    <message>
      <source>{} (enhanced)</source>
      <translation>{} (सुधारिएको)</translation>
    </message>
    <message>
      <source>It was moved or deleted since the run</source>
      <translation>चलाएपछि यो सारिएको वा मेटाइएको छ</translation>
    </message>
    <message>
      <source>Run it again</source>
      <translation>फेरि चलाउनुहोस्</translation>
    </message>
    <message>
      <source>The result {} cannot be opened</source>
      <translation>नतिजा {} खोल्न सकिएन</translation>
    </message>
    <message>
      <source>This computer has none for such files, or does not say which one it is</source>
      <translation>यो कम्प्युटरमा यस्ता फाइल खोल्ने प्रोग्राम छैन, वा कुन हो भनिएको छैन</translation>
    </message>
    <message>
      <source>Open it yourself</source>
      <translation>आफैँ खोल्नुहोस्</translation>
    </message>
    <message>
      <source>No program could be started to show {}</source>
      <translation>{} देखाउन कुनै प्रोग्राम सुरु गर्न सकिएन</translation>
    </message>
    <message>
      <source>The folder {} is gone</source>
      <translation>फोल्डर {} अब छैन</translation>
    </message>
    <message>
      <source>Cancel this run</source>
      <translation>यो रन रद्द गर्ने</translation>
    </message>
    <message>
      <source>Take this run off the list; its layers and files stay</source>
      <translation>यो रन सूचीबाट हटाउने; यसका तह र फाइल रहिरहन्छन्</translation>
    </message>
    <message>
      <source>Objects, area and share of each class</source>
      <translation>हरेक वर्गका वस्तु, क्षेत्रफल र हिस्सा</translation>
    </message>
    <message>
      <source>Add to the project</source>
      <translation>परियोजनामा थप्ने</translation>
    </message>
    <message>
      <source>Zoom to the results</source>
      <translation>नतिजामा जुम गर्ने</translation>
    </message>
    <message>
      <source>Open the area report</source>
      <translation>क्षेत्रफल प्रतिवेदन खोल्ने</translation>
    </message>
    <message>
      <source>Open the folder</source>
      <translation>फोल्डर खोल्ने</translation>
    </message>
    <message>
      <source>Copy diagnostics</source>
      <translation>निदान विवरण प्रतिलिपि गर्ने</translation>
    </message>
    <message>
      <source>Copy a report for the developers: versions, parameters and log, no names of people</source>
      <translation>विकासकर्ताका लागि प्रतिवेदन प्रतिलिपि गर्छ: संस्करण, प्यारामिटर र लग, कसैको नाम हुँदैन</translation>
    </message>
    <message>
      <source>Remove the layers and delete the files…</source>
      <translation>तह हटाउने र फाइल मेटाउने…</translation>
    </message>
    <message>
      <source>Copy as a command that repeats the run</source>
      <translation>यही काम दोहोर्‍याउने आदेशका रूपमा प्रतिलिपि गर्ने</translation>
    </message>
    <message>
      <source>Take the layers of this run out of the project and delete its files?</source>
      <translation>यस रनका तहहरू परियोजनाबाट हटाएर फाइलहरू मेटाउने?</translation>
    </message>
    <message>
      <source>Keep</source>
      <translation>राख्ने</translation>
    </message>
    <message>
      <source>Copy as qgis_process command</source>
      <translation>qgis_process आदेशका रूपमा प्रतिलिपि गर्ने</translation>
    </message>
    <message>
      <source>Copy as Python call</source>
      <translation>Python कलका रूपमा प्रतिलिपि गर्ने</translation>
    </message>
    <message>
      <source>Progress of {}</source>
      <translation>{} को प्रगति</translation>
    </message>
    <message>
      <source>These files could not be deleted: {}</source>
      <translation>यी फाइलहरू मेटाउन सकिएन: {}</translation>
    </message>
    <message>
      <source>Cancelled, nothing was written</source>
      <translation>रद्द गरियो, केही लेखिएन</translation>
    </message>
    <message>
      <source>a few seconds left</source>
      <translation>केही सेकेन्ड बाँकी</translation>
    </message>
    <message>
      <source>Waiting</source>
      <translation>पर्खाइमा</translation>
    </message>
    <message>
      <source>Stopping…</source>
      <translation>रोकिँदैछ…</translation>
    </message>
    <message>
      <source>Failed</source>
      <translation>असफल</translation>
    </message>
    <message>
      <source>{} %</source>
      <translation>{} %</translation>
    </message>
    <message>
      <source>{} h {} min left</source>
      <translation>{} घण्टा {} मिनेट बाँकी</translation>
    </message>
    <message>
      <source>{} h {} min</source>
      <translation>{} घण्टा {} मिनेट</translation>
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
      <translation>{} सेकेन्ड बाँकी</translation>
    </message>
    <message>
      <source>{} min left</source>
      <translation>{} मिनेट बाँकी</translation>
    </message>
    <message>
      <source>{} s</source>
      <translation>{} सेकेन्ड</translation>
    </message>
    <message>
      <source>{} min</source>
      <translation>{} मिनेट</translation>
    </message>
    <message>
      <source>{} m²</source>
      <translation>{} m²</translation>
    </message>
    <message>
      <source>{} ha</source>
      <translation>{} ha</translation>
    </message>
    <message>
      <source>1 object</source>
      <translation>१ वस्तु</translation>
    </message>
    <message>
      <source>took {}</source>
      <translation>{} लाग्यो</translation>
    </message>
    <message>
      <source>Waiting, {} before it</source>
      <translation>पर्खाइमा, अगाडि {}</translation>
    </message>
    <message>
      <source>{} objects</source>
      <translation>{} वस्तु</translation>
    </message>
    <message>
      <source>Runs</source>
      <translation>रनहरू</translation>
    </message>
    <message>
      <source>Show or hide the list of runs</source>
      <translation>रनहरूको सूची देखाउने वा लुकाउने</translation>
    </message>
    <message>
      <source>Report</source>
      <translation>प्रतिवेदन</translation>
    </message>
    <message>
      <source>C&amp;opy</source>
      <translation>प्रतिलिपि गर्ने</translation>
    </message>
    <message>
      <source>C&amp;lose report</source>
      <translation>प्रतिवेदन बन्द गर्ने</translation>
    </message>
    <message>
      <source>Examining, this takes a few seconds…</source>
      <translation>जाँच हुँदैछ, केही सेकेन्ड लाग्छ…</translation>
    </message>
    <message>
      <source>The report is in the clipboard. It names no user and no secret.</source>
      <translation>प्रतिवेदन क्लिपबोर्डमा छ। यसमा प्रयोगकर्ताको नाम वा कुनै गोप्य कुरा छैन।</translation>
    </message>
    <message>
      <source>No problem was found.</source>
      <translation>कुनै समस्या भेटिएन।</translation>
    </message>
    <message>
      <source>Problems: {}. Lines with an arrow say what to do.</source>
      <translation>समस्या: {}। बाण भएका पङ्क्तिहरूले के गर्ने भन्छन्।</translation>
    </message>
    <message>
      <source>The environment variable SATDL_PYTHON names this Python, it is not ours</source>
      <translation>वातावरण चर SATDL_PYTHON ले यो Python तोकेको छ, यो हाम्रो होइन</translation>
    </message>
    <message>
      <source>the GPU, through DirectML</source>
      <translation>GPU, DirectML मार्फत</translation>
    </message>
    <message>
      <source>the processor and GPU, through CoreML</source>
      <translation>प्रोसेसर र GPU, CoreML मार्फत</translation>
    </message>
    <message>
      <source>the processor</source>
      <translation>प्रोसेसर</translation>
    </message>
    <message>
      <source>not known</source>
      <translation>थाहा छैन</translation>
    </message>
    <message>
      <source>Chec&amp;k</source>
      <translation>जाँच्ने</translation>
    </message>
    <message>
      <source>Looks at everything a run needs and tries a network</source>
      <translation>चलाउन चाहिने सबै कुरा हेर्छ र एउटा नेटवर्क चलाएर हेर्छ</translation>
    </message>
    <message>
      <source>Unloads networks that wait for the next run, also from the GPU</source>
      <translation>अर्को पटकका लागि राखिएका नेटवर्कहरू हटाउँछ, GPU बाट पनि</translation>
    </message>
    <message>
      <source>Repa&amp;ir</source>
      <translation>मर्मत गर्ने</translation>
    </message>
    <message>
      <source>Remove…</source>
      <translation>हटाउने…</translation>
    </message>
    <message>
      <source>The runtime is set up</source>
      <translation>रनटाइम तयार छ</translation>
    </message>
    <message>
      <source>Good for:</source>
      <translation>यसका लागि:</translation>
    </message>
    <message>
      <source>Runs on:</source>
      <translation>यसमा चल्छ:</translation>
    </message>
    <message>
      <source>Versions:</source>
      <translation>संस्करणहरू:</translation>
    </message>
    <message>
      <source>Disk space:</source>
      <translation>डिस्क ठाउँ:</translation>
    </message>
    <message>
      <source>Place:</source>
      <translation>स्थान:</translation>
    </message>
    <message>
      <source>segmentation, enhancement and training</source>
      <translation>खण्डीकरण, सुधार र तालिम</translation>
    </message>
    <message>
      <source>segmentation</source>
      <translation>खण्डीकरण</translation>
    </message>
    <message>
      <source>Installs everything again, and replaces it when it works</source>
      <translation>सबै फेरि स्थापना गर्छ, र काम गरेपछि पुरानोको सट्टा राख्छ</translation>
    </message>
    <message>
      <source>Removes what was installed; models and results stay</source>
      <translation>स्थापना गरिएका कुरा हटाउँछ; मोडेल र नतिजा रहिरहन्छन्</translation>
    </message>
    <message>
      <source>the processor, although there is a {}</source>
      <translation>प्रोसेसर, {} भए पनि</translation>
    </message>
    <message>
      <source>&amp;Add enhancement and training ({})</source>
      <translation>सुधार र तालिम थप्ने ({})</translation>
    </message>
    <message>
      <source>Remove what is &amp;no longer needed ({})</source>
      <translation>अब नचाहिने हटाउने ({})</translation>
    </message>
    <message>
      <source>Change…</source>
      <translation>परिवर्तन…</translation>
    </message>
    <message>
      <source>the processor; no NVIDIA GPU was found</source>
      <translation>प्रोसेसर; NVIDIA GPU भेटिएन</translation>
    </message>
    <message>
      <source>Set &amp;up</source>
      <translation>तयार पार्ने</translation>
    </message>
    <message>
      <source>Se&amp;gmentation</source>
      <translation>खण्डीकरण</translation>
    </message>
    <message>
      <source>Segmentation, enhancement &amp;and training</source>
      <translation>खण्डीकरण, सुधार र तालिम</translation>
    </message>
    <message>
      <source>More options</source>
      <translation>थप विकल्पहरू</translation>
    </message>
    <message>
      <source>What fits this computer</source>
      <translation>यो कम्प्युटरलाई मिल्ने</translation>
    </message>
    <message>
      <source>Processor only</source>
      <translation>प्रोसेसर मात्र</translation>
    </message>
    <message>
      <source>Install &amp;for:</source>
      <translation>यसका लागि स्थापना:</translation>
    </message>
    <message>
      <source>Empty: from the internet</source>
      <translation>खाली: इन्टरनेटबाट</translation>
    </message>
    <message>
      <source>Without internet: a folder with all packages as wheels</source>
      <translation>इन्टरनेटबिना: सबै प्याकेज (wheel) भएको फोल्डर</translation>
    </message>
    <message>
      <source>Folder of wheels:</source>
      <translation>wheel को फोल्डर:</translation>
    </message>
    <message>
      <source>Empty: the Python of QGIS</source>
      <translation>खाली: QGIS को Python</translation>
    </message>
    <message>
      <source>Python 3.9 or newer that the runtime is made with</source>
      <translation>Python 3.9 वा नयाँ, जसबाट रनटाइम बनाइन्छ</translation>
    </message>
    <message>
      <source>P&amp;ython:</source>
      <translation>Python:</translation>
    </message>
    <message>
      <source>Looking for a GPU…</source>
      <translation>GPU खोजिँदैछ…</translation>
    </message>
    <message>
      <source>an NVIDIA GPU, but none was found on this computer</source>
      <translation>NVIDIA GPU, तर यो कम्प्युटरमा भेटिएन</translation>
    </message>
    <message>
      <source>the processor; the driver {} of the {} is older than {}</source>
      <translation>प्रोसेसर; {1} को ड्राइभर {0} चाहिएको {2} भन्दा पुरानो छ</translation>
    </message>
    <message>
      <source>Set up Sat DL</source>
      <translation>Sat DL तयार पार्ने</translation>
    </message>
    <message>
      <source>Before the first run, Sat DL installs what deep learning needs into a folder of its own. QGIS stays as it is, and a crash there cannot take your project down. It is done once and needs the internet.</source>
      <translation>पहिलो पटक चलाउनुअघि Sat DL ले डिप लर्निङलाई चाहिने कुरा आफ्नै फोल्डरमा स्थापना गर्छ। QGIS जस्ताको तस्तै रहन्छ, र त्यहाँ समस्या आए पनि तपाईंको परियोजना सुरक्षित रहन्छ। यो एक पटक मात्र गरिन्छ र इन्टरनेट चाहिन्छ।</translation>
    </message>
    <message>
      <source>NVIDIA GPU (CUDA)</source>
      <translation>NVIDIA GPU (CUDA)</translation>
    </message>
    <message>
      <source>Any GPU (DirectML)</source>
      <translation>जुनसुकै GPU (DirectML)</translation>
    </message>
    <message>
      <source>{} ({})</source>
      <translation>{} ({})</translation>
    </message>
    <message>
      <source>Finds classes and draws polygons with ready networks. About {}.</source>
      <translation>तयारी नेटवर्कले वर्गहरू पत्ता लगाई बहुभुज बनाउँछ। करिब {}।</translation>
    </message>
    <message>
      <source>Also sharpens images and learns from your corrections; brings PyTorch. About {}.</source>
      <translation>तस्बिर पनि तीखो बनाउँछ र तपाईंका सच्याइबाट सिक्छ; PyTorch ल्याउँछ। करिब {}।</translation>
    </message>
    <message>
      <source>There is too little space: {} are free, {} are needed.</source>
      <translation>ठाउँ पुगेन: {} खाली छ, {} चाहिन्छ।</translation>
    </message>
    <message>
      <source>Remove</source>
      <translation>हटाउने</translation>
    </message>
    <message>
      <source>Networks that were kept in memory are unloaded.</source>
      <translation>मेमोरीमा राखिएका नेटवर्कहरू हटाइए।</translation>
    </message>
    <message>
      <source>Sat DL: runtime</source>
      <translation>Sat DL: रनटाइम</translation>
    </message>
    <message>
      <source>Looking at the runtime…</source>
      <translation>रनटाइम हेरिँदैछ…</translation>
    </message>
    <message>
      <source>Check &amp;this computer</source>
      <translation>यो कम्प्युटर जाँच्ने</translation>
    </message>
    <message>
      <source>Log</source>
      <translation>लग</translation>
    </message>
    <message>
      <source>A run is going on. Wait for its end, or cancel it first.</source>
      <translation>एउटा रन चलिरहेको छ। सकिन दिनुहोस्, वा पहिले रद्द गर्नुहोस्।</translation>
    </message>
    <message>
      <source>Starting…</source>
      <translation>सुरु हुँदैछ…</translation>
    </message>
    <message>
      <source>Removing…</source>
      <translation>हटाइँदैछ…</translation>
    </message>
    <message>
      <source>Stopped. Nothing half-made was left behind.</source>
      <translation>रोकियो। आधा बनेको केही छोडिएको छैन।</translation>
    </message>
    <message>
      <source>Remove the runtime and free {}? Models and results stay. It can be set up again at any time.</source>
      <translation>रनटाइम हटाएर {} खाली गर्ने? मोडेल र नतिजा रहिरहन्छन्। जुनसुकै बेला फेरि तयार पार्न सकिन्छ।</translation>
    </message>
    <message>
      <source>Warning: {}</source>
      <translation>चेतावनी: {}</translation>
    </message>
    <message>
      <source>The runtime is ready to use.</source>
      <translation>रनटाइम प्रयोगका लागि तयार छ।</translation>
    </message>
    <message>
      <source>It is removed.</source>
      <translation>रनटाइम हटाइयो।</translation>
    </message>
    <message>
      <source>Finds</source>
      <translation>पत्ता लगाउँछ</translation>
    </message>
    <message>
      <source>Scores</source>
      <translation>अङ्कहरू</translation>
    </message>
    <message>
      <source>Learnt from</source>
      <translation>यसबाट सिकेको</translation>
    </message>
    <message>
      <source>Licence</source>
      <translation>इजाजतपत्र</translation>
    </message>
    <message>
      <source>Version</source>
      <translation>संस्करण</translation>
    </message>
    <message>
      <source>Overlap with the truth (IoU) in scenes it has not seen.</source>
      <translation>पहिले नदेखेका दृश्यहरूमा वास्तविकतासँगको मेल (IoU)।</translation>
    </message>
    <message>
      <source>{} classes</source>
      <translation>{} वर्ग</translation>
    </message>
    <message>
      <source>Guessed</source>
      <translation>अनुमान गरिएको</translation>
    </message>
    <message>
      <source>about {} a pixel</source>
      <translation>प्रति पिक्सेल करिब {}</translation>
    </message>
    <message>
      <source>How sure the model has to be, 0 to 1. Higher finds less and is surer; the model's own value is {}.</source>
      <translation>मोडेल कति निश्चित हुनुपर्छ, ० देखि १ सम्म। धेरै राख्दा कम तर बढी निश्चित नतिजा आउँछ; मोडेलको आफ्नै मान {} हो।</translation>
    </message>
    <message>
      <source>Look for “{}”. When off, its pixels go to the next likely class.</source>
      <translation>“{}” खोज्ने। बन्द गर्दा यसका पिक्सेलहरू अर्को सम्भावित वर्गमा जान्छन्।</translation>
    </message>
    <message>
      <source>Back to the model's own value, {}</source>
      <translation>मोडेलको आफ्नै मान {} मा फर्काउने</translation>
    </message>
    <message>
      <source>Threshold of {}</source>
      <translation>{} को सीमा मान</translation>
    </message>
    <message>
      <source>This model does not find classes.</source>
      <translation>यो मोडेलले वर्गहरू पत्ता लगाउँदैन।</translation>
    </message>
    <message>
      <source>{} m</source>
      <translation>{} m</translation>
    </message>
    <message>
      <source>The model needs {} bands ({}); the layer has {}.</source>
      <translation>मोडेललाई {} ब्यान्ड ({}) चाहिन्छ; तहमा {} छ।</translation>
    </message>
    <message>
      <source>The layer does not say which band is {}.</source>
      <translation>कुन ब्यान्ड {} हो भनी तहले बताउँदैन।</translation>
    </message>
    <message>
      <source>The layer is too coarse: {} a pixel, and the model needs about {}.</source>
      <translation>तह धेरै मोटो छ: प्रति पिक्सेल {}, र मोडेललाई करिब {} चाहिन्छ।</translation>
    </message>
    <message>
      <source>The layer ({} a pixel) is coarser than what the model has learnt from ({}): expect a rough result.</source>
      <translation>तह (प्रति पिक्सेल {}) मोडेलले सिकेको ({}) भन्दा मोटो छ: नतिजा मोटामोटी हुनेछ।</translation>
    </message>
    <message>
      <source>{} cm</source>
      <translation>{} cm</translation>
    </message>
    <message>
      <source>Choose a model.</source>
      <translation>मोडेल छान्नुहोस्।</translation>
    </message>
    <message>
      <source>No model is installed. Import one on the page “Models”.</source>
      <translation>कुनै मोडेल स्थापित छैन। “मोडेल” पृष्ठमा आयात गर्नुहोस्।</translation>
    </message>
    <message>
      <source>Show or hide what is known of “{}”</source>
      <translation>“{}” बारे जानकारी देखाउने वा लुकाउने</translation>
    </message>
    <message>
      <source>What it finds is known when it has run.</source>
      <translation>यसले के पत्ता लगाउँछ भन्ने चलाएपछि थाहा हुन्छ।</translation>
    </message>
    <message>
      <source>Polygons and files</source>
      <translation>बहुभुज र फाइलहरू</translation>
    </message>
    <message>
      <source> m²</source>
      <translation> m²</translation>
    </message>
    <message>
      <source>Polygons with a smaller area are left out; 0 keeps all.</source>
      <translation>यसभन्दा सानो क्षेत्रफलका बहुभुज हटाइन्छन्; ० ले सबै राख्छ।</translation>
    </message>
    <message>
      <source>How far an outline may move on the ground; 0 keeps every corner. Neighbours keep sharing their borders.</source>
      <translation>जमिनमा रूपरेखा कति सर्न सक्छ; ० ले हरेक कुना राख्छ। छिमेकीका साझा सिमाना साझै रहन्छन्।</translation>
    </message>
    <message>
      <source>Smooth suits trees and water, right-angled suits buildings.</source>
      <translation>चिल्लो रूख र पानीलाई, समकोणी भवनलाई सुहाउँछ।</translation>
    </message>
    <message>
      <source>Class raster</source>
      <translation>वर्ग रास्टर</translation>
    </message>
    <message>
      <source>The classes as a raster on the pixels of the layer.</source>
      <translation>तहका पिक्सेलमा वर्गहरूको रास्टर।</translation>
    </message>
    <message>
      <source>Probabilities</source>
      <translation>सम्भाव्यताहरू</translation>
    </message>
    <message>
      <source>How sure the model is, one band a class: a file of several times the size.</source>
      <translation>मोडेल कति निश्चित छ, हरेक वर्गको एक ब्यान्ड: फाइल कैयौँ गुणा ठूलो हुन्छ।</translation>
    </message>
    <message>
      <source>Smallest polygon</source>
      <translation>सबैभन्दा सानो बहुभुज</translation>
    </message>
    <message>
      <source>Simplify by</source>
      <translation>सरलीकरण</translation>
    </message>
    <message>
      <source>Outlines</source>
      <translation>रूपरेखा</translation>
    </message>
    <message>
      <source>Also keep</source>
      <translation>यो पनि राख्ने</translation>
    </message>
    <message>
      <source>Pixel edges</source>
      <translation>पिक्सेलका किनारा</translation>
    </message>
    <message>
      <source>Smooth</source>
      <translation>चिल्लो</translation>
    </message>
    <message>
      <source>Right-angled</source>
      <translation>समकोणी</translation>
    </message>
    <message>
      <source>&amp;Fast</source>
      <translation>छिटो</translation>
    </message>
    <message>
      <source>Every pixel is looked at once, without seams.</source>
      <translation>हरेक पिक्सेल एक पटक हेरिन्छ, जोर्नी नदेखिने गरी।</translation>
    </message>
    <message>
      <source>&amp;Balanced</source>
      <translation>सन्तुलित</translation>
    </message>
    <message>
      <source>Averaged over 8 flips and rotations: steadier outlines.</source>
      <translation>८ वटा पल्टाइ र घुमाइको औसत: स्थिर रूपरेखा।</translation>
    </message>
    <message>
      <source>Bes&amp;t</source>
      <translation>उत्तम</translation>
    </message>
    <message>
      <source>Also at several scales and with a dense step, for final results.</source>
      <translation>विभिन्न स्केल र बाक्लो चरणमा पनि, अन्तिम नतिजाका लागि।</translation>
    </message>
    <message>
      <source>Ru&amp;n</source>
      <translation>चलाउने</translation>
    </message>
    <message>
      <source>Runs in the background; QGIS stays usable.</source>
      <translation>पृष्ठभूमिमा चल्छ; QGIS प्रयोग गर्न सकिन्छ।</translation>
    </message>
    <message>
      <source>Switch on at least one class.</source>
      <translation>कम्तीमा एउटा वर्ग खोल्नुहोस्।</translation>
    </message>
    <message>
      <source>More models…</source>
      <translation>थप मोडेलहरू…</translation>
    </message>
    <message>
      <source>The model's classes are known when it has run once.</source>
      <translation>मोडेलका वर्गहरू एक पटक चलाएपछि थाहा हुन्छन्।</translation>
    </message>
    <message>
      <source>Quality</source>
      <translation>गुणस्तर</translation>
    </message>
    <message>
      <source>about {} times as long</source>
      <translation>करिब {} गुणा समय</translation>
    </message>
    <message>
      <source>time is measured at the first run</source>
      <translation>समय पहिलो पटक चलाउँदा नापिन्छ</translation>
    </message>
    <message>
      <source>under 1 s</source>
      <translation>१ सेकेन्डभन्दा कम</translation>
    </message>
    <message>
      <source>about {} days</source>
      <translation>करिब {} दिन</translation>
    </message>
    <message>
      <source>{} px</source>
      <translation>{} px</translation>
    </message>
    <message>
      <source>about {} s</source>
      <translation>करिब {} सेकेन्ड</translation>
    </message>
    <message>
      <source>about {} min</source>
      <translation>करिब {} मिनेट</translation>
    </message>
    <message>
      <source>about {} h</source>
      <translation>करिब {} घण्टा</translation>
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
      <source>About {} of disk are needed, and {} are free in {}.</source>
      <translation>डिस्कमा करिब {} चाहिन्छ; {} मात्र खाली छ, फोल्डर: {}।</translation>
    </message>
    <message>
      <source>It takes {}. A smaller region or a faster quality takes less.</source>
      <translation>यसलाई {} लाग्छ। सानो क्षेत्र वा छिटो गुणस्तर रोज्दा कम लाग्छ।</translation>
    </message>
    <message>
      <source>The polygons do not touch the layer.</source>
      <translation>बहुभुजहरूले तहलाई छुँदैनन्।</translation>
    </message>
    <message>
      <source>Whole la&amp;yer</source>
      <translation>सिङ्गो तह</translation>
    </message>
    <message>
      <source>Map v&amp;iew</source>
      <translation>नक्साको दृश्य</translation>
    </message>
    <message>
      <source>Drawn rectan&amp;gle</source>
      <translation>कोरिएको आयत</translation>
    </message>
    <message>
      <source>Polygons of &amp;a layer</source>
      <translation>तहका बहुभुजहरू</translation>
    </message>
    <message>
      <source>Drag a rectangle on the map</source>
      <translation>नक्सामा आयत कोर्नुहोस्</translation>
    </message>
    <message>
      <source>Only what lies inside the polygons of this layer</source>
      <translation>यस तहका बहुभुजभित्र पर्ने भाग मात्र</translation>
    </message>
    <message>
      <source>Polygon layer</source>
      <translation>बहुभुज तह</translation>
    </message>
    <message>
      <source>Leave out the polygons that are not selected</source>
      <translation>नछानिएका बहुभुज छोड्ने</translation>
    </message>
    <message>
      <source>Choose a raster layer in the layers panel.</source>
      <translation>तह प्यानलमा रास्टर तह छान्नुहोस्।</translation>
    </message>
    <message>
      <source>The rectangle does not touch the layer.</source>
      <translation>आयतले तहलाई छुँदैन।</translation>
    </message>
    <message>
      <source>Choose a polygon layer.</source>
      <translation>बहुभुज तह छान्नुहोस्।</translation>
    </message>
    <message>
      <source>Only selected polygons (none)</source>
      <translation>छानिएका बहुभुज मात्र (छैन)</translation>
    </message>
    <message>
      <source>Draw</source>
      <translation>कोर्ने</translation>
    </message>
    <message>
      <source>Draw again</source>
      <translation>फेरि कोर्ने</translation>
    </message>
    <message>
      <source>A server draws this layer for any place, so it has no end.</source>
      <translation>सर्भरले यो तह जुनसुकै ठाउँका लागि कोर्छ, त्यसैले यसको अन्त्य छैन।</translation>
    </message>
    <message>
      <source>The layer has no place on the map, so no part of it can be chosen.</source>
      <translation>नक्सामा तहको स्थान छैन, त्यसैले यसको भाग छान्न सकिँदैन।</translation>
    </message>
    <message>
      <source>Drag a rectangle on the map. Escape gives up.</source>
      <translation>नक्सामा आयत कोर्नुहोस्। Escape थिच्दा छोडिन्छ।</translation>
    </message>
    <message>
      <source>No rectangle is drawn yet.</source>
      <translation>अहिलेसम्म आयत कोरिएको छैन।</translation>
    </message>
    <message>
      <source>The map shows a place outside of the layer.</source>
      <translation>नक्साले तहबाहिरको ठाउँ देखाउँदैछ।</translation>
    </message>
    <message>
      <source>Nothing is selected in “{}”.</source>
      <translation>“{}” मा केही छानिएको छैन।</translation>
    </message>
    <message>
      <source>Only selected polygons ({})</source>
      <translation>छानिएका बहुभुज मात्र ({})</translation>
    </message>
    <message>
      <source>There is no polygon layer in the project.</source>
      <translation>परियोजनामा बहुभुज तह छैन।</translation>
    </message>
    <message>
      <source>Found by itself</source>
      <translation>आफैँ पत्ता लगाउने</translation>
    </message>
    <message>
      <source>Choose among the fields of the layer</source>
      <translation>तहका फिल्डमध्ये छान्ने</translation>
    </message>
    <message>
      <source>The layer has no fields</source>
      <translation>तहमा फिल्ड छैन</translation>
    </message>
    <message>
      <source>Name of a model or path of an ONNX file</source>
      <translation>मोडेलको नाम वा ONNX फाइलको मार्ग</translation>
    </message>
    <message>
      <source>Choose among the installed models, or an ONNX file</source>
      <translation>स्थापित मोडेलमध्ये वा ONNX फाइल छान्ने</translation>
    </message>
    <message>
      <source>ONNX networks (*.onnx)</source>
      <translation>ONNX नेटवर्क (*.onnx)</translation>
    </message>
    <message>
      <source>Choose an ONNX file…</source>
      <translation>ONNX फाइल छान्ने…</translation>
    </message>
    <message>
      <source>Hide this message</source>
      <translation>यो सन्देश लुकाउने</translation>
    </message>
    <message>
      <source>{} bytes</source>
      <translation>{} बाइट</translation>
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
      <translation>Sat DL प्यानल</translation>
    </message>
    <message>
      <source>Set up the runtime…</source>
      <translation>रनटाइम तयार पार्ने…</translation>
    </message>
    <message>
      <source>Check the runtime (doctor)…</source>
      <translation>रनटाइम जाँच्ने…</translation>
    </message>
    <message>
      <source>Accuracy</source>
      <translation>शुद्धता</translation>
    </message>
    <message>
      <source>Compares classes with a reference and scores each class.</source>
      <translation>वर्गहरूलाई सन्दर्भसँग तुलना गरी हरेक वर्गलाई अङ्क दिन्छ।</translation>
    </message>
    <message>
      <source>For each class: intersection over union, precision, recall and F1, all 0 to 1, and which class its pixels were taken for. Classes are compared by their ids. Pixels that are nodata (255) on either side, or outside of the extent and the mask, are not counted.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Class raster of “Segment raster” or “Clean classes”, or polygons with class_id or class_name. Polygons whose status is rejected are left out.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Reference</source>
      <translation>सन्दर्भ</translation>
    </message>
    <message>
      <source>What is true: a class raster with the same ids, on any pixels and in any CRS (the nearest pixel is taken), or polygons, the last of which counts where they overlap. No polygon means background, so set the mask to what was labelled completely. One of the two has to be a raster.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Field with the classes</source>
      <translation>वर्ग भएको फिल्ड</translation>
    </message>
    <message>
      <source>For a polygon reference: the field with the ids or names of the classes. Empty means class_id, or else class_name. What polygons without a class cover is not counted.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Also counts objects, pixels of one class that touch along an edge: one is found when its intersection over union with an object of the reference is 0.5 or more.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Only pixels with their centre inside these polygons count, in any CRS: what the reference covers completely.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Table with a row a class: scores (0 to 1, empty where there is nothing to divide), pixels of the reference, found and correct, and as_1, as_2 …: pixels that were taken for class 1, 2 ….</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>The reference</source>
      <translation>सन्दर्भ</translation>
    </message>
    <message>
      <source>Mean intersection over union</source>
      <translation>औसत IoU</translation>
    </message>
    <message>
      <source>Mean precision</source>
      <translation>औसत प्रिसिजन</translation>
    </message>
    <message>
      <source>Mean recall</source>
      <translation>औसत रिकल</translation>
    </message>
    <message>
      <source>Mean F1</source>
      <translation>औसत F1</translation>
    </message>
    <message>
      <source>Mean F1 of objects</source>
      <translation>वस्तुहरूको औसत F1</translation>
    </message>
    <message>
      <source>Share of all pixels with the right class</source>
      <translation>सही वर्ग पाएका पिक्सेलको हिस्सा</translation>
    </message>
    <message>
      <source>confusion matrix,iou,jaccard,f1,precision,recall,validation,ground truth,score</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Score whole objects, too</source>
      <translation>सिङ्गो वस्तुलाई पनि अङ्क दिने</translation>
    </message>
    <message>
      <source>Neither the classes nor the reference is a raster</source>
      <translation>वर्ग र सन्दर्भ दुवै रास्टर होइनन्</translation>
    </message>
    <message>
      <source>Pixels are compared, and polygons have none of their own</source>
      <translation>पिक्सेल तुलना गरिन्छ, र बहुभुजका आफ्नै पिक्सेल हुँदैनन्</translation>
    </message>
    <message>
      <source>Choose the class raster that the polygons were made from</source>
      <translation>बहुभुजहरू जुन वर्ग रास्टरबाट बनाइए त्यही छान्नुहोस्</translation>
    </message>
    <message>
      <source>Only what lies inside this rectangle counts, in any CRS; everything when empty.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>A page with charts and tables, one HTML file that needs no other.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Choose the field with the classes</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>The input</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>HTML files (*.html)</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Layer “{}”</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>It is neither a raster nor a polygon layer</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Choose another layer</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>{} has no field “{}”</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>{} has no field with classes: {} or {}</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Its fields are {}</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Layer “{}” has no classes</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Area report</source>
      <translation>क्षेत्रफल प्रतिवेदन</translation>
    </message>
    <message>
      <source>Counts the objects of each class and measures their area, also in zones.</source>
      <translation>हरेक वर्गका वस्तु गन्छ र क्षेत्रफल नाप्छ, क्षेत्रगत रूपमा पनि।</translation>
    </message>
    <message>
      <source>Areas are in m² and hectares on the ellipsoid, whatever the CRS. A share (0 to 1) is part of the area with data; nodata (255) does not count. An object counts in every zone that it reaches into.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Class raster of “Segment raster” or “Clean classes”, or polygons with class_id or class_name. Polygons whose status is rejected are left out; their shares refer to the zone, or to all polygons.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Polygons, such as districts, in any CRS. Each is counted by itself, also where they overlap; everything is one zone when empty.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Polygons of one name are one zone; they are numbered when empty.</source>
      <translation>एउटै नामका बहुभुज एउटै क्षेत्र हुन्; खाली छोड्दा तिनलाई क्रमाङ्क दिइन्छ।</translation>
    </message>
    <message>
      <source>Only what lies inside these polygons counts, in any CRS; of a raster, pixels with their centre inside.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Areas</source>
      <translation>क्षेत्रफल</translation>
    </message>
    <message>
      <source>Table with a row a zone and class: objects, area_m2 (m² on the ellipsoid), area_ha (hectares), share (0 to 1) and valid_m2, the area that it is part of.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>statistics,hectares,zonal histogram,count,share,land cover</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Zones</source>
      <translation>क्षेत्रहरू</translation>
    </message>
    <message>
      <source>Field with the names of the zones</source>
      <translation>क्षेत्रको नाम भएको फिल्ड</translation>
    </message>
    <message>
      <source>Objects, area and share per class (JSON)</source>
      <translation>प्रति वर्ग वस्तु, क्षेत्रफल र हिस्सा (JSON)</translation>
    </message>
    <message>
      <source>Choose the field with the names, or none</source>
      <translation>नाम भएको फिल्ड छान्नुहोस्, वा कुनै नछान्नुहोस्</translation>
    </message>
    <message>
      <source>The layer of zones</source>
      <translation>क्षेत्रहरूको तह</translation>
    </message>
    <message>
      <source>Choose a polygon layer</source>
      <translation>बहुभुज तह छान्नुहोस्</translation>
    </message>
    <message>
      <source>The zones {!r} cannot be opened</source>
      <translation>क्षेत्रहरू {!r} खोल्न सकिएन</translation>
    </message>
    <message>
      <source>The zones have no field “{}”</source>
      <translation>क्षेत्रहरूमा “{}” फिल्ड छैन</translation>
    </message>
    <message>
      <source>Their fields are {}</source>
      <translation>तिनका फिल्ड: {}</translation>
    </message>
    <message>
      <source>Clean classes</source>
      <translation>वर्ग सफाइ</translation>
    </message>
    <message>
      <source>Removes small objects and holes of a class raster and smooths its edges.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Every class has its own rule: opening and closing in pixels, smallest object and largest hole in m². Pixels that lose their class become 0; nodata (255) stays nodata.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Class raster of “Segment raster”, or any raster of whole numbers 0 to 255.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>8-bit GeoTIFF on the pixels of the input, 255 is nodata.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>sieve,morphology,opening,closing,holes,majority,speckle</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Cleaned classes</source>
      <translation>सफा गरिएका वर्गहरू</translation>
    </message>
    <message>
      <source>Decrappify</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Sharpens and cleans a raster with a network trained on sharp imagery.</source>
      <translation>स्पष्ट तस्बिरमा तालिम दिइएको नेटवर्कले रास्टरलाई तीखो र सफा बनाउँछ।</translation>
    </message>
    <message>
      <source>The network has learned from sharp imagery that was blurred, coarsened and made noisy. Averaged down, the result of an x2 or x4 model is the input again, but what is finer than the input's pixels is a guess: it is for looking and drawing, not for measuring. Bands that the network does not know, such as near infrared, get the detail of those it does, so that indices still work. Nodata stays nodata and does not blur into its neighbours.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Input raster</source>
      <translation>इनपुट रास्टर</translation>
    </message>
    <message>
      <source>Imagery of any band count, data type and CRS; red, green and blue are found by name. Layers of servers (XYZ, WMS, WCS) are copied first and need an extent.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>super-resolution,sharpen,deblur,denoise,jpeg,repair,onnx</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Deep image prior</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Makes a raster finer, removes its noise, or fills its gaps.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>A small network is fitted to this raster alone, all bands together; it has learned from no other picture. It stops by itself before it learns the noise. The result agrees with the input, but what is finer than the input's pixels is a guess: it is for looking and drawing, not for measuring. A stopped run goes on where it was. This needs the runtime for training.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Imagery of any band count and data type. Nodata, alpha and mask bands stay as they are. Layers of servers (XYZ, WMS, WCS) are copied first and need an extent.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>0 super-resolve, 1 denoise, 2 fill nodata. Gaps are filled up to 32 pixels from the nearest valid pixel; pixels with a value keep it.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Super-resolve only: pixels of the result per pixel of the input along each side; 2 makes 10 m pixels 5 m. Time and disk space grow with its square.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>super-resolution,sharpen,denoise,noise,fill,gaps,stripes,inpaint</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Task</source>
      <translation>कार्य</translation>
    </message>
    <message>
      <source>Super-resolve: more and finer pixels</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Denoise: the same pixels without noise</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Fill nodata: gaps and stripes</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Describe model</source>
      <translation>मोडेलको वर्णन</translation>
    </message>
    <message>
      <source>Writes a page that explains a network: bands, resolution, classes, scores.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>The page says which bands the network wants and at how many metres per pixel, which classes it finds and with which thresholds (0 to 1) and cleaning rules (pixels, m²), how it scored, its licence, and where each fact was read.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Name of an installed model, or path of an ONNX file.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>The page, one HTML file.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>model card,onnx,network,legend,classes</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Description</source>
      <translation>विवरण</translation>
    </message>
    <message>
      <source>Prepare</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Analyse</source>
      <translation>विश्लेषण</translation>
    </message>
    <message>
      <source>Only pixels inside these polygons are worked on, in any CRS; all others become nodata (255).</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Side of the square windows the network sees, in pixels of the model's resolution; 0 lets Sat DL choose. Smaller needs less memory, larger is faster.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>What computes: auto takes the best there is; cpu, cuda (NVIDIA, cuda:1 is the second one), directml (Windows) or coreml (macOS) insist on one. The log says which one was used.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Only this rectangle is worked on, in any CRS; the whole raster when empty. Layers without an end (XYZ, WMS) need one.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Mask</source>
      <translation>मास्क</translation>
    </message>
    <message>
      <source>Tile side (pixels)</source>
      <translation>टाइलको छेउ (पिक्सेल)</translation>
    </message>
    <message>
      <source>Device</source>
      <translation>यन्त्र</translation>
    </message>
    <message>
      <source>Choose a class raster that is a file</source>
      <translation>फाइलमा रहेको वर्ग रास्टर छान्नुहोस्</translation>
    </message>
    <message>
      <source>Give an extent</source>
      <translation>विस्तार दिनुहोस्</translation>
    </message>
    <message>
      <source>No model is given</source>
      <translation>मोडेल दिइएको छैन</translation>
    </message>
    <message>
      <source>Give it as xmin,xmax,ymin,ymax [EPSG:code], or leave it empty</source>
      <translation>xmin,xmax,ymin,ymax [EPSG:code] का रूपमा दिनुहोस्, वा खाली छोड्नुहोस्</translation>
    </message>
    <message>
      <source>Name a file, or let it be temporary</source>
      <translation>फाइलको नाम दिनुहोस्, वा अस्थायी राख्नुहोस्</translation>
    </message>
    <message>
      <source>Choose a model, for example “urban”</source>
      <translation>मोडेल छान्नुहोस्, जस्तै “urban”</translation>
    </message>
    <message>
      <source>The extent is empty: {!r}</source>
      <translation>विस्तार खाली छ: {!r}</translation>
    </message>
    <message>
      <source>No file is given for “{}”</source>
      <translation>“{}” का लागि फाइल दिइएको छैन</translation>
    </message>
    <message>
      <source>Layer “{}” has no values, only a picture</source>
      <translation>तह “{}” मा मान छैन, तस्बिर मात्र छ</translation>
    </message>
    <message>
      <source>A server draws it (provider {})</source>
      <translation>यसलाई सर्भरले कोर्छ (प्रदायक {})</translation>
    </message>
    <message>
      <source>Layer “{}” has no end</source>
      <translation>तह “{}” को अन्त्य छैन</translation>
    </message>
    <message>
      <source>A server draws it for any extent (provider {})</source>
      <translation>सर्भरले यसलाई जुनसुकै विस्तारका लागि कोर्छ (प्रदायक {})</translation>
    </message>
    <message>
      <source>The mask {!r} cannot be opened</source>
      <translation>मास्क {!r} खोल्न सकिएन</translation>
    </message>
    <message>
      <source>Enhance in steps</source>
      <translation>चरणबद्ध सुधार</translation>
    </message>
    <message>
      <source>Enhances a raster in steps, such as deep image prior, then Decrappify.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Each step works on the result of the one before, and the scales of the steps multiply: two steps of x2 make 10 m pixels 2.5 m. The result is compared with the input, not with the steps between. What is finer than the input's pixels is a guess: it is for looking and drawing, not for measuring. This needs the runtime for training.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Imagery of any band count, data type and CRS. Layers of servers (XYZ, WMS, WCS) are copied first and need an extent.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>What is done, in this order, separated by semicolons: “prior” makes finer pixels by a deep image prior, “denoise” and “fill” are its other tasks, and “decrappify” runs the model. A step may come twice.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Of each step “prior”: pixels of its result per pixel along each side. Time and disk space grow with the square of the scale of all steps together.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>super-resolution,sharpen,denoise,chain,prior,decrappify,fields</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>No step is given</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Step “{}” is unknown</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Use some of {}</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Only pixels inside these polygons are kept, in any CRS; all others become nodata.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Side of the square windows that are worked on one after the other, in pixels of the input; 0 lets Sat DL choose. Smaller needs less memory.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>What computes: auto takes the best there is; cpu or cuda (NVIDIA, cuda:1 is the second one) insist on one. The log says which one was used.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>GeoTIFF with the bands, data type, value range, nodata and extent of the input. It is for looking and drawing, not for measuring.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>How far the result disagrees with the input, per pixel and band, on the input's pixels and in its units: |degraded(output) - input|. Its mean is in the log.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>A network that enhances: the name of an installed model, or the path of an ONNX file. “sharpen” models keep closest to the true values, for people who measure; “decrappify” models look best. x2 and x4 make 2 and 4 times as many pixels along each side, x1 repairs the pixels there are.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Which band of the raster (1 is the first) is which band of the model: “red=3; green=2; blue=1”. Matched by name and colour interpretation when empty.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Steps of fitting for each tile; 0 stops by itself, which is best.</source>
      <translation>हरेक टाइलमा फिटिङका चरण; ० मा आफैँ रोकिन्छ, यही उत्तम हो।</translation>
    </message>
    <message>
      <source>Any whole number; the same one gives the same result on the same machine.</source>
      <translation>जुनसुकै पूर्ण सङ्ख्या; उही सङ्ख्याले उही कम्प्युटरमा उही नतिजा दिन्छ।</translation>
    </message>
    <message>
      <source>Enhanced raster</source>
      <translation>सुधारिएको रास्टर</translation>
    </message>
    <message>
      <source>Residual</source>
      <translation>अवशेष</translation>
    </message>
    <message>
      <source>No model that enhances is installed</source>
      <translation>सुधार गर्ने मोडेल स्थापित छैन</translation>
    </message>
    <message>
      <source>This version of Sat DL brings none along</source>
      <translation>Sat DL को यो संस्करणसँगै आउँदैन</translation>
    </message>
    <message>
      <source>Import one with “Import model”, or give the path of an ONNX file</source>
      <translation>“मोडेल आयात” बाट आयात गर्नुहोस्, वा ONNX फाइलको मार्ग दिनुहोस्</translation>
    </message>
    <message>
      <source>It is neither the name of an installed model nor the path of an ONNX file</source>
      <translation>यो न स्थापित मोडेलको नाम हो न ONNX फाइलको मार्ग</translation>
    </message>
    <message>
      <source>It does not give pictures</source>
      <translation>यसले तस्बिर दिँदैन</translation>
    </message>
    <message>
      <source>Choose a model that enhances</source>
      <translation>सुधार गर्ने मोडेल छान्नुहोस्</translation>
    </message>
    <message>
      <source>Scale</source>
      <translation>स्केल</translation>
    </message>
    <message>
      <source>Iterations</source>
      <translation>पुनरावृत्ति</translation>
    </message>
    <message>
      <source>Seed</source>
      <translation>सुरु मान</translation>
    </message>
    <message>
      <source>There is no model {!r}</source>
      <translation>मोडेल {!r} छैन</translation>
    </message>
    <message>
      <source>Models that enhance: {}</source>
      <translation>सुधार गर्ने मोडेल: {}</translation>
    </message>
    <message>
      <source>The model “{}” is for {}, not for enhancement</source>
      <translation>मोडेल “{}” को काम {} हो, सुधार होइन</translation>
    </message>
    <message>
      <source>Export training chips</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Cuts labelled rasters into chips to train networks on.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Every chip is a GeoTIFF with all bands as they are, and has a GeoTIFF with its labels: class ids, and 255 where nothing must be learnt because it was not labelled or has no data. Chips are split by place: blocks of ground are set aside for validation, and chips that reach into both kinds of blocks are left out, so no pixel is in both. Chips without any label are left out, too. A table lists all chips, and a file has the statistics of bands and classes. The layers are never changed.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>A new or empty folder, or one with chips of before, which are replaced when everything has been written.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>The layer of labels</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>The area</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>One raster or several with the same bands, each in a CRS and on pixels of its own.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Labels</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>What is where: polygons with a class each, the last of which counts where they overlap, or a class raster, on any pixels and in any CRS (the nearest pixel is taken). Polygons whose status is rejected are left out.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>For polygons: the field with the ids (0 to 254) or names of the classes. Empty means class_id, or else class_name. What polygons without a class cover is ignored.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Polygons inside which everything was labelled. Pixels outside are ignored and never taken for background. Empty means that the rasters were labelled completely.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Side of a chip (pixels)</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Width and height of the chips in pixels.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Stride (pixels)</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>How many pixels lie from one chip to the next. 0 means the side of a chip; less makes chips that overlap.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>What is written beside the pairs of GeoTIFF: nothing more, one file of objects for each split (COCO instances), or a text file of outlines for each chip (YOLO segmentation).</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Validation (%)</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>How many percent of the labelled pixels are set aside, roughly.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>A whole number; the same one sets the same blocks of ground aside.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Writes the chips beside the files that are there; those stay.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>chips,tiles,patches,training,labels,dataset,coco,yolo,samples</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Folder of chips</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Number of chips to train on</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Number of chips to validate with</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>No folder is given for the chips</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Input rasters</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Labelled area</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Format</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Allow a folder with other files</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Name a folder, or let it be temporary</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>The area {!r} cannot be opened</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Import model</source>
      <translation>मोडेल आयात</translation>
    </message>
    <message>
      <source>Checks an ONNX network, completes its card and installs it under a name.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>What the network needs is read from its card, a STAC MLM item or Esri .emd beside it, Deepness metadata or the graph itself; what is stated here goes first. The log says what had to be guessed, such as the resolution in metres per pixel or the class names.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>ONNX file. Files that could run code (pickles, .pt, .pth) are refused.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Name to choose it by; the one in its card, or the file's, when empty.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Whether an installed model of the same name is replaced.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Resolution (metres per pixel)</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Metres per pixel the network was trained at; read when empty. Where nothing says it, rasters are used at their own resolution.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Common names of the input bands in their order, for example “red; green; blue; nir”; read or guessed when empty.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Class names in the order of the output channels, for example “background; building; road”; “8=water” also sets the value in the class raster (0 to 254, 0 for the background). Read when empty.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>model card,onnx,network,install,deepness,esri,mlm</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Network</source>
      <translation>नेटवर्क</translation>
    </message>
    <message>
      <source>Replace a model of the same name</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Installed network</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Name of the model</source>
      <translation>मोडेलको नाम</translation>
    </message>
    <message>
      <source>Choose an ONNX file</source>
      <translation>ONNX फाइल छान्नुहोस्</translation>
    </message>
    <message>
      <source>Network {!r} does not exist</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Import a model first</source>
      <translation>पहिले मोडेल आयात गर्नुहोस्</translation>
    </message>
    <message>
      <source>Installed models: {}</source>
      <translation>स्थापित मोडेल: {}</translation>
    </message>
    <message>
      <source>Choose a smaller extent</source>
      <translation>सानो विस्तार छान्नुहोस्</translation>
    </message>
    <message>
      <source>Check the layer and the space on the temporary disk</source>
      <translation>तह र अस्थायी डिस्कको ठाउँ जाँच्नुहोस्</translation>
    </message>
    <message>
      <source>The server did not answer, or has nothing there</source>
      <translation>सर्भरले जवाफ दिएन, वा त्यहाँ केही छैन</translation>
    </message>
    <message>
      <source>Check the address and the network, or choose another extent</source>
      <translation>ठेगाना र नेटवर्क जाँच्नुहोस्, वा अर्को विस्तार छान्नुहोस्</translation>
    </message>
    <message>
      <source>Copying layer “{}” to a temporary file, {} by {} pixels</source>
      <translation>तह “{}” अस्थायी फाइलमा प्रतिलिपि हुँदैछ, {} × {} पिक्सेल</translation>
    </message>
    <message>
      <source>The model does not say how many metres a pixel should have</source>
      <translation>पिक्सेल कति मिटरको हुनुपर्छ मोडेलले बताउँदैन</translation>
    </message>
    <message>
      <source>Import the model with its GSD, or export the layer to a GeoTIFF first</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Choose another extent</source>
      <translation>अर्को विस्तार छान्नुहोस्</translation>
    </message>
    <message>
      <source>Choose an extent that overlaps the layer</source>
      <translation>तहसँग खप्टिने विस्तार छान्नुहोस्</translation>
    </message>
    <message>
      <source>Copying the layer</source>
      <translation>तह प्रतिलिपि हुँदैछ</translation>
    </message>
    <message>
      <source>Copying layer “{}” would take {} by {} pixels</source>
      <translation>तह “{}” प्रतिलिपि गर्दा {} × {} पिक्सेल हुन्छ</translation>
    </message>
    <message>
      <source>Layers that are no files are copied first, up to {} million pixels</source>
      <translation>फाइल नभएका तह पहिले प्रतिलिपि गरिन्छन्, बढीमा {} मिलियन पिक्सेल</translation>
    </message>
    <message>
      <source>The extent lies outside of layer “{}”</source>
      <translation>विस्तार तह “{}” बाहिर पर्छ</translation>
    </message>
    <message>
      <source>Layer “{}” could not be copied to a temporary file</source>
      <translation>तह “{}” अस्थायी फाइलमा प्रतिलिपि गर्न सकिएन</translation>
    </message>
    <message>
      <source>Layer “{}” gave no data for this extent</source>
      <translation>तह “{}” ले यो विस्तारमा डाटा दिएन</translation>
    </message>
    <message>
      <source>{} % of the pixels of layer “{}” are missing, treated as nodata</source>
      <translation>{} % पिक्सेल तह “{}” मा छैनन्, डाटा नभएको मानिन्छ</translation>
    </message>
    <message>
      <source>Layer “{}” has no pixels of its own</source>
      <translation>तह “{}” का आफ्नै पिक्सेल छैनन्</translation>
    </message>
    <message>
      <source>The extent cannot be brought into the CRS of layer “{}”</source>
      <translation>विस्तारलाई तह “{}” को निर्देशाङ्क प्रणालीमा ल्याउन सकिएन</translation>
    </message>
    <message>
      <source>The mask</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>The layer is empty, or nothing is selected in it</source>
      <translation>तह खाली छ, वा त्यसमा केही छानिएको छैन</translation>
    </message>
    <message>
      <source>{} could not be copied to a temporary file</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>{} has no polygons</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Polygons with a smaller area, in m² on the ellipsoid, are left out; 0 keeps all.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>How far an outline may move, in metres on the ground; 0 keeps every corner. Neighbouring polygons keep sharing their borders.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>0 pixel edges: exactly the outline of the pixels. 1 smooth: for trees and water. 2 right-angled: for buildings.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Polygon layer in the CRS of the raster with class_id, class_name, confidence (mean probability, 0 to 1), area_m2 (m² on the ellipsoid), status, model and run_id. Nodata and pixels of no class give no polygon.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Smallest polygon (m²)</source>
      <translation>सबैभन्दा सानो बहुभुज (m²)</translation>
    </message>
    <message>
      <source>Simplification (metres)</source>
      <translation>सरलीकरण (मिटर)</translation>
    </message>
    <message>
      <source>Shape of outlines</source>
      <translation>रूपरेखाको आकार</translation>
    </message>
    <message>
      <source>Polygons</source>
      <translation>बहुभुजहरू</translation>
    </message>
    <message>
      <source>Polygonize classes</source>
      <translation>वर्गलाई बहुभुज बनाउने</translation>
    </message>
    <message>
      <source>Turns a class raster into polygons whose borders are shared exactly.</source>
      <translation>वर्ग रास्टरलाई साझा सिमाना भएका बहुभुजमा बदल्छ।</translation>
    </message>
    <message>
      <source>Borders stay shared after simplification too. Every polygon knows its class, its area in m² on the ellipsoid and, where probabilities are given, how sure the network was (0 to 1).</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Class raster of “Segment raster” or “Clean classes”.</source>
      <translation>“रास्टर खण्डीकरण” वा “वर्ग सफाइ” को वर्ग रास्टर।</translation>
    </message>
    <message>
      <source>Probability raster on the same pixels, for the field confidence (0 to 1); the field stays empty without it.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>vectorize,raster to vector,outline,simplify,building footprints</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Sat DL (deep learning on satellite imagery)</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Choose another file, or check this one with “gdalinfo”</source>
      <translation>अर्को फाइल छान्नुहोस्, वा यसलाई “gdalinfo” ले जाँच्नुहोस्</translation>
    </message>
    <message>
      <source>No input raster is given</source>
      <translation>इनपुट रास्टर दिइएको छैन</translation>
    </message>
    <message>
      <source>It is neither a layer of the project nor a file</source>
      <translation>यो न परियोजनाको तह हो न फाइल</translation>
    </message>
    <message>
      <source>Check the path</source>
      <translation>मार्ग जाँच्नुहोस्</translation>
    </message>
    <message>
      <source>The file is no raster, or it is damaged</source>
      <translation>फाइल रास्टर होइन, वा बिग्रिएको छ</translation>
    </message>
    <message>
      <source>Choose a raster layer</source>
      <translation>रास्टर तह छान्नुहोस्</translation>
    </message>
    <message>
      <source>{!r} cannot be opened as a raster</source>
      <translation>{!r} लाई रास्टरका रूपमा खोल्न सकिएन</translation>
    </message>
    <message>
      <source>Raster {!r} does not exist</source>
      <translation>रास्टर {!r} छैन</translation>
    </message>
    <message>
      <source>Segment raster</source>
      <translation>रास्टर खण्डीकरण</translation>
    </message>
    <message>
      <source>Labels every pixel of an image with a class of one or more networks.</source>
      <translation>तस्बिरका हरेक पिक्सेललाई एक वा धेरै नेटवर्कको वर्ग दिन्छ।</translation>
    </message>
    <message>
      <source>The class raster has the pixels, extent and CRS of the input; 0 is no class, 255 is nodata. “Clean classes” removes speckle, “Polygonize classes” makes polygons of it.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>8-bit GeoTIFF with class names and colours, 0 for no class and 255 for nodata.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>deep learning,classification,classify,network,onnx,land cover</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Segment to polygons</source>
      <translation>बहुभुजमा खण्डीकरण</translation>
    </message>
    <message>
      <source>Turns an image into clean polygons of buildings, roads, trees, water and more.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>In one go every pixel gets a class of one or more networks, small objects and holes are removed, and the classes become polygons that share their borders. Areas are in m² on the ellipsoid; nodata gives no polygon.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>The cleaned class raster: 8-bit, 0 is no class and 255 is nodata.</source>
      <translation>सफा गरिएको वर्ग रास्टर: ८-बिट, ० भनेको वर्ग नभएको र २५५ भनेको डाटा नभएको।</translation>
    </message>
    <message>
      <source>deep learning,extract,building footprints,digitize,network,onnx</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>A rule per class, separated by semicolons or lines: “building: opening=1 closing=1 min_object=20 max_hole=10; road: closing=2”. Opening and closing are radii in pixels of the class raster; min_object (smallest object) and max_hole (largest hole that is filled) are in m². Parts left out of a rule are off. Classes without a rule, or all when empty, keep the rules of the model.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Imagery of any band count, data type and CRS. It is resampled to the model's resolution (metres per pixel) and the result comes back on its own pixels. Nodata, alpha and mask bands stay without a class. Layers of servers (XYZ, WMS, WCS) are copied first and need an extent.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>One or more models, separated by semicolons: names of installed models, or paths of ONNX files. Models with the same classes are averaged, others are merged.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>How often each pixel is predicted and averaged: 0 fast, 1 balanced, 2 best.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Smallest probability, 0 to 1, at which a pixel becomes a class: “building=0.4; road=off”, where “off” leaves a class out. Classes are given by name or id; those not named keep the threshold of the model.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>One band a class on the pixels of the input, 8-bit: 0 to 254 mean a probability of 0 to 1, 255 is nodata.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Cleaning rules</source>
      <translation>सफाइका नियम</translation>
    </message>
    <message>
      <source>Thresholds per class</source>
      <translation>प्रति वर्ग सीमा मान</translation>
    </message>
    <message>
      <source>Fast: every pixel once, without seams</source>
      <translation>छिटो: हरेक पिक्सेल एक पटक, जोर्नी नदेखिने गरी</translation>
    </message>
    <message>
      <source>Balanced: averaged over 8 flips and rotations, about 8 times slower</source>
      <translation>सन्तुलित: ८ वटा पल्टाइ र घुमाइको औसत, करिब ८ गुणा ढिलो</translation>
    </message>
    <message>
      <source>Best: also several scales and a dense stride, 100 times slower and more</source>
      <translation>उत्तम: विभिन्न स्केल र बाक्लो चरणमा पनि, १०० गुणा वा बढी ढिलो</translation>
    </message>
    <message>
      <source>Stack bands</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Brings rasters of any pixel size, extent and CRS together on one grid.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>The result has the bands of all rasters, named after raster and band, on the pixels of the reference. Shifts between the rasters are measured to a tenth of a pixel and removed in the same step; the log and the metadata of each band say them. A raster whose match with the reference is too weak or not the same everywhere is left where it is, and the log says so. Nodata of a raster is nodata in its own bands only.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Measures by how much each raster lies beside the reference, by the edges that both see, and moves it. Otherwise the georeferences are trusted.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>How values between pixels are made. Pixels smaller than those of the reference are averaged, except with nearest neighbour, which is for classes.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Only this rectangle is stacked, in any CRS; all of the reference when empty.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>GeoTIFF with the bands of all rasters in their order, in a data type that holds the values of all.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Rasters of any pixel size, extent and CRS; their order is that of the bands.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>The raster whose pixels, extent and CRS are taken and which the others are aligned with, as a rule the one with the smallest pixels. It need not be one of the input rasters; the first of them when empty.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>layer stack,merge bands,composite,resample,coregistration,align,pan,multispectral</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Align with the reference</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Resampling</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Stack</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Shift of each raster (JSON)</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Nearest neighbour</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Bilinear</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Cubic</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>class</source>
      <translation>वर्ग</translation>
    </message>
    <message>
      <source>IoU</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>precision</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>recall</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>F1</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>objects</source>
      <translation>वस्तुहरू</translation>
    </message>
    <message>
      <source>area (m²)</source>
      <translation>क्षेत्रफल (m²)</translation>
    </message>
    <message>
      <source>share</source>
      <translation>हिस्सा</translation>
    </message>
    <message>
      <source>object F1</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>mean</source>
      <translation>औसत</translation>
    </message>
    <message>
      <source>Choose another file for the result</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>“{}” would overwrite “{}”, {}</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>The runtime of Sat DL is not set up</source>
      <translation>Sat DL को रनटाइम तयार छैन</translation>
    </message>
    <message>
      <source>Networks run in a Python of their own, which is made once</source>
      <translation>नेटवर्कहरू आफ्नै Python मा चल्छन्, जुन एक पटक बनाइन्छ</translation>
    </message>
    <message>
      <source>Choose Raster ‣ Sat DL ‣ Set up the runtime…, or run “python3 -m sat_dl_plugin.bridge setup” in the plugins folder</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>The runtime for training is not set up</source>
      <translation>तालिमका लागि रनटाइम तयार छैन</translation>
    </message>
    <message>
      <source>Training and fitting networks needs more packages than predicting</source>
      <translation>तालिम र फिटिङलाई अनुमान गर्नभन्दा बढी प्याकेज चाहिन्छ</translation>
    </message>
    <message>
      <source>Set up the runtime for training in the dock, or run “python3 -m sat_dl_plugin.bridge setup --kind full” in the plugins folder</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Enhanced by Sat DL: for looking at and drawing on, not for measuring.</source>
      <translation>Sat DL द्वारा सुधारिएको: हेर्न र रेखाङ्कन गर्नका लागि, नाप्नका लागि होइन।</translation>
    </message>
    <message>
      <source>Choose another folder in the options of Sat DL</source>
      <translation>Sat DL का विकल्पमा अर्को फोल्डर छान्नुहोस्</translation>
    </message>
    <message>
      <source>The folder for results {} cannot be written to</source>
      <translation>नतिजाको फोल्डर {} मा लेख्न सकिँदैन</translation>
    </message>
    <message>
      <source>Check the runtime of Sat DL</source>
      <translation>Sat DL को रनटाइम जाँच्ने</translation>
    </message>
    <message>
      <source>Delete results</source>
      <translation>नतिजा मेटाउने</translation>
    </message>
    <message>
      <source>Trying {} on a small picture</source>
      <translation>{} लाई सानो तस्बिरमा चलाइँदैछ</translation>
    </message>
    <message>
      <source>{} passed its self-test: {} million pixels a second</source>
      <translation>{} स्व-परीक्षणमा सफल: प्रति सेकेन्ड {} मिलियन पिक्सेल</translation>
    </message>
    <message>
      <source>It should lie beside it and end in .onnx</source>
      <translation>यो त्यससँगै हुनुपर्छ र .onnx मा अन्त्य हुनुपर्छ</translation>
    </message>
    <message>
      <source>Put both files into one folder, or choose the .onnx file</source>
      <translation>दुवै फाइल एउटै फोल्डरमा राख्नुहोस्, वा .onnx फाइल छान्नुहोस्</translation>
    </message>
    <message>
      <source>Only models that were imported or trained can be deleted</source>
      <translation>आयात गरिएका वा तालिम दिइएका मोडेल मात्र मेटाउन सकिन्छ</translation>
    </message>
    <message>
      <source>Networks are files with the ending .onnx</source>
      <translation>नेटवर्कहरू .onnx मा अन्त्य हुने फाइल हुन्</translation>
    </message>
    <message>
      <source>Choose the folder that holds the .onnx file</source>
      <translation>.onnx फाइल भएको फोल्डर छान्नुहोस्</translation>
    </message>
    <message>
      <source>Wait until no run uses it, and try again</source>
      <translation>कुनै रनले प्रयोग नगरेसम्म पर्खेर फेरि प्रयास गर्नुहोस्</translation>
    </message>
    <message>
      <source>The network of {} is missing</source>
      <translation>{} को नेटवर्क छैन</translation>
    </message>
    <message>
      <source>Choose a folder you may write to, with enough space</source>
      <translation>लेख्न मिल्ने र पर्याप्त ठाउँ भएको फोल्डर छान्नुहोस्</translation>
    </message>
    <message>
      <source>{} is none of your own models</source>
      <translation>{} तपाईंका मोडेलमध्ये होइन</translation>
    </message>
    <message>
      <source>There is no network in the folder {}</source>
      <translation>फोल्डर {} मा नेटवर्क छैन</translation>
    </message>
    <message>
      <source>{} cannot be deleted</source>
      <translation>{} मेटाउन सकिएन</translation>
    </message>
    <message>
      <source>{} cannot be written to {}</source>
      <translation>{} लाई {} मा लेख्न सकिएन</translation>
    </message>
    <message>
      <source>Read the model {}</source>
      <translation>मोडेल {} पढ्ने</translation>
    </message>
    <message>
      <source>Test the model {}</source>
      <translation>मोडेल {} परीक्षण गर्ने</translation>
    </message>
    <message>
      <source>Import the model {}</source>
      <translation>मोडेल {} आयात गर्ने</translation>
    </message>
    <message>
      <source>Export the model {}</source>
      <translation>मोडेल {} निर्यात गर्ने</translation>
    </message>
    <message>
      <source>The mask could not be copied to {}</source>
      <translation>मास्कलाई {} मा प्रतिलिपि गर्न सकिएन</translation>
    </message>
    <message>
      <source>Look at the previews of Sat DL</source>
      <translation>Sat DL का पूर्वावलोकन हेर्ने</translation>
    </message>
    <message>
      <source>Preview of Sat DL</source>
      <translation>Sat DL को पूर्वावलोकन</translation>
    </message>
    <message>
      <source>The run failed unexpectedly</source>
      <translation>रन अप्रत्याशित रूपमा असफल भयो</translation>
    </message>
    <message>
      <source>Report it with the diagnostics</source>
      <translation>निदान विवरणसहित जानकारी दिनुहोस्</translation>
    </message>
    <message>
      <source>Its provider is switched off or was removed</source>
      <translation>यसको प्रदायक बन्द छ वा हटाइएको छ</translation>
    </message>
    <message>
      <source>Activate “Sat DL” in the Processing options</source>
      <translation>प्रोसेसिङका विकल्पमा “Sat DL” सक्रिय गर्नुहोस्</translation>
    </message>
    <message>
      <source>There is no algorithm {}</source>
      <translation>{} नामको एल्गोरिदम छैन</translation>
    </message>
    <message>
      <source>Set up the runtime of Sat DL</source>
      <translation>Sat DL को रनटाइम तयार पार्ने</translation>
    </message>
    <message>
      <source>Remove the runtime of Sat DL</source>
      <translation>Sat DL को रनटाइम हटाउने</translation>
    </message>
    <message>
      <source>Look at the runtime of Sat DL</source>
      <translation>Sat DL को रनटाइम हेर्ने</translation>
    </message>
  </context>
</TS>
