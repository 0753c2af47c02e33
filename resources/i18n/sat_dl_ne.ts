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
      <source>What the layer contains; compare two layers</source>
      <translation>तह के हो, र दुई तहको तुलना</translation>
    </message>
    <message>
      <source>Enhance</source>
      <translation>सुधार</translation>
    </message>
    <message>
      <source>Sharpen or clean the image</source>
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
      <source>Train a model on your own polygons</source>
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
      <source>None of these is available yet; the reasons are given above.</source>
      <translation>यीमध्ये अहिले केही गर्न सकिँदैन; कारण माथि छ।</translation>
    </message>
    <message>
      <source>“sharpen” models stay closest to the true values; “decrappify” models look best.</source>
      <translation>“sharpen” मोडेल साँचो मानको सबैभन्दा नजिक रहन्छन्, “decrappify” मोडेल हेर्दा सबैभन्दा राम्रा देखिन्छन्।</translation>
    </message>
    <message>
      <source>Also show where it disagrees (residual)</source>
      <translation>कहाँ फरक पर्छ त्यो पनि देखाउने (अवशेष)</translation>
    </message>
    <message>
      <source>How far the result, degraded to the resolution of the layer, differs from it at each pixel.</source>
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
      <source>Scale &amp;factor</source>
      <translation>मापन &amp;गुणक</translation>
    </message>
    <message>
      <source>stops by itself</source>
      <translation>आफैँ रोकिन्छ</translation>
    </message>
    <message>
      <source>More steps bring out more detail and, in the end, noise as well.</source>
      <translation>धेरै चरणले धेरै विवरण देखाउँछ, र अन्त्यमा नोइज पनि।</translation>
    </message>
    <message>
      <source>The same seed gives the same result.</source>
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
      <source>Seed</source>
      <translation>सुरु मान</translation>
    </message>
    <message>
      <source>The result has {} Mpx. A million pixels take 10 to 40 minutes on a processor and far less on a GPU. Try a small rectangle first.</source>
      <translation>नतिजा {} Mpx। प्रोसेसरमा दस लाख पिक्सेललाई १० देखि ४० मिनेट लाग्छ, GPU मा निकै कम। पहिले सानो आयतमा प्रयास गर्नुहोस्।</translation>
    </message>
    <message>
      <source>Enhance the image</source>
      <translation>तस्बिर सुधार</translation>
    </message>
    <message>
      <source>Detail finer than the pixels of the layer is a plausible guess: draw on the result, but measure on the original.</source>
      <translation>तहका पिक्सेलभन्दा मसिनो कुरा तीसँग मिल्ने अनुमान मात्र हो: यसमा रेखाङ्कन गर्नुहोस्, नाप भने मूल तहमा लिनुहोस्।</translation>
    </message>
    <message>
      <source>Where</source>
      <translation>कहाँ</translation>
    </message>
    <message>
      <source>Increase the resolution</source>
      <translation>रिजोल्युसन बढाउनुहोस्</translation>
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
      <source>Restores edges and detail as in sharp images. Takes seconds.</source>
      <translation>स्पष्ट तस्बिरमा जस्तै किनारा र विवरण फर्काउँछ। केही सेकेन्ड।</translation>
    </message>
    <message>
      <source>Fits a network to this image and stops before it learns the noise. Takes minutes to hours.</source>
      <translation>नेटवर्कलाई यही तस्बिरमा फिट गरिन्छ र नोइज सिक्नुअघि रोकिन्छ। मिनेटदेखि घण्टासम्म।</translation>
    </message>
    <message>
      <source>Smooths the image with a fitted network, then sharpens it with the trained one.</source>
      <translation>अनुकूलित नेटवर्कले चित्र चिल्लो बनाउँछ, त्यसपछि प्रशिक्षित नेटवर्कले तीखो बनाउँछ।</translation>
    </message>
    <message>
      <source>Trained network</source>
      <translation>तालिम प्राप्त नेटवर्क</translation>
    </message>
    <message>
      <source>From this image alone</source>
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
      <source>any; rendered by a server</source>
      <translation>जुनसुकै, सर्भरले कोर्छ</translation>
    </message>
    <message>
      <source>unlimited</source>
      <translation>असीमित</translation>
    </message>
    <message>
      <source>Choose a raster layer above or in the layers panel: an aerial or satellite image, or the layer of a map server.</source>
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
      <source>a rendered image</source>
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
      <source>The layer has no CRS, so sizes in metres are guesses and no part of it can be selected on the map. Set the CRS in the layer properties.</source>
      <translation>तहको निर्देशाङ्क प्रणाली छैन, त्यसैले मिटरमा दिइएका आकार अनुमान हुन् र नक्सामा यसको भाग छान्न सकिँदैन। तहको गुणमा निर्देशाङ्क प्रणाली तोक्नुहोस्।</translation>
    </message>
    <message>
      <source>This layer comes from a server. The part you choose is copied first; a local file is faster for the live preview and for repeated runs.</source>
      <translation>यो तह सर्भरले पठाउँछ। छानिएको भाग पहिले प्रतिलिपि गरिन्छ; प्रत्यक्ष पूर्वावलोकन र धेरै पटक चलाउन फाइल छिटो हुन्छ।</translation>
    </message>
    <message>
      <source>The layer has one band. Most models need colour (red, green and blue); build a virtual raster if the bands are in separate files.</source>
      <translation>तहमा एउटा मात्र ब्यान्ड छ। धेरैजसो मोडेललाई रङ (रातो, हरियो र निलो) चाहिन्छ; ब्यान्डहरू छुट्टाछुट्टै फाइलमा भए भर्चुअल रास्टर बनाउनुहोस्।</translation>
    </message>
    <message>
      <source>The values are not in the range 0 to 255. They are stretched for models trained on 8-bit images.</source>
      <translation>मानहरू तस्बिरमा जस्तै ० देखि २५५ सम्म छैनन्। तस्बिरबाट सिकेका मोडेलका लागि तिनलाई तन्काइन्छ।</translation>
    </message>
    <message>
      <source>The bands have no names. They are used in the order of the file.</source>
      <translation>ब्यान्डहरूको नाम छैन। फाइलकै क्रममा लिइन्छ।</translation>
    </message>
    <message>
      <source>A pixel is {} wide. Finding single buildings and roads needs about half a metre.</source>
      <translation>एउटा पिक्सेल {} चौडा छ। छुट्टाछुट्टै भवन र सडकका लागि करिब आधा मिटर चाहिन्छ।</translation>
    </message>
    <message>
      <source>A pixel is {} wide. The image is resampled to the coarser resolution of the model, which is fine.</source>
      <translation>एउटा पिक्सेल {} चौडा छ। मोडेलका लागि मोटो बनाइन्छ, यो ठीक छ।</translation>
    </message>
    <message>
      <source>{} bit</source>
      <translation>{} बिट</translation>
    </message>
    <message>
      <source>{} bit, floating point</source>
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
      <source>&amp;Name:</source>
      <translation>नाम:</translation>
    </message>
    <message>
      <source>Average: the mean of all models that have the class</source>
      <translation>औसत: वर्ग चिन्ने सबैको औसत</translation>
    </message>
    <message>
      <source>Per class: each class from one model</source>
      <translation>वर्गअनुसार: हरेक वर्ग एउटा मोडेलबाट</translation>
    </message>
    <message>
      <source>Combine &amp;by:</source>
      <translation>जोड्ने तरिका:</translation>
    </message>
    <message>
      <source>Each class comes from the topmost selected model that has it.</source>
      <translation>हरेक वर्ग त्यसलाई चिन्ने सबैभन्दा माथिको छानिएको मोडेलबाट आउँछ।</translation>
    </message>
    <message>
      <source>Replace &amp;your set with this name</source>
      <translation>यही नामको आफ्नो समूहको सट्टा राख्ने</translation>
    </message>
    <message>
      <source>Bac&amp;k</source>
      <translation>पछाडि</translation>
    </message>
    <message>
      <source>Save se&amp;t</source>
      <translation>समूह बचत गर्ने</translation>
    </message>
    <message>
      <source>Weight in the mean; 2 counts twice as much as 1</source>
      <translation>औसतमा यसको तौल कति; २ को तौल १ भन्दा दोब्बर हुन्छ</translation>
    </message>
    <message>
      <source>Scales at which the model runs; the results are averaged. 1 is the resolution it was trained at; “1 0.5” adds pixels of twice the size</source>
      <translation>यो चल्ने र औसत निकालिने स्केल, तालिम दिइएको रिजोल्युसनका लागि 1: “1 0.5” ले दोब्बर आकारका पिक्सेल पनि हेर्छ</translation>
    </message>
    <message>
      <source>No segmentation model is installed.</source>
      <translation>वर्ग पत्ता लगाउने मोडेल स्थापित छैन।</translation>
    </message>
    <message>
      <source>Separate scales with spaces, as in 1 0.5</source>
      <translation>स्केलहरू खाली ठाउँले छुट्याउनुहोस्, जस्तै 1 0.5</translation>
    </message>
    <message>
      <source>Combine models</source>
      <translation>मोडेलहरू जोड्ने</translation>
    </message>
    <message>
      <source>The selected models become one entry in the list. Each of them gets the bands and the pixel size it was trained on.</source>
      <translation>छानिएका मोडेलहरू सूचीमा एउटै प्रविष्टि बन्छन्, जुन एउटै मोडेलझैँ चल्छ। हरेकले आफूले सिकेका ब्यान्ड र पिक्सेलको आकार देख्छ।</translation>
    </message>
    <message>
      <source>Weight</source>
      <translation>तौल</translation>
    </message>
    <message>
      <source>Scales</source>
      <translation>स्केलहरू</translation>
    </message>
    <message>
      <source>Choose the models of the set.</source>
      <translation>समूहका मोडेलहरू छान्नुहोस्।</translation>
    </message>
    <message>
      <source>Weight of {}</source>
      <translation>{} को तौल</translation>
    </message>
    <message>
      <source>Scales of {}</source>
      <translation>{} का स्केल</translation>
    </message>
    <message>
      <source>Enter a name for the set.</source>
      <translation>समूह छान्न एउटा नाम दिनुहोस्।</translation>
    </message>
    <message>
      <source>The scales of {} cannot be understood</source>
      <translation>{} का स्केल बुझ्न सकिएन</translation>
    </message>
    <message>
      <source>{!r} contains several lists</source>
      <translation>{!r} मा धेरै सूची छन्</translation>
    </message>
    <message>
      <source>You already have a set of this name.</source>
      <translation>यही नामको समूह तपाईंसँग पहिल्यै छ।</translation>
    </message>
    <message>
      <source>⚠ Guessed. Please check.</source>
      <translation>⚠ अनुमान गरिएको। कृपया जाँच्नुहोस्।</translation>
    </message>
    <message>
      <source>Not specified; this is the usual value.</source>
      <translation>कतै उल्लेख छैन; सामान्यतया यही हुन्छ।</translation>
    </message>
    <message>
      <source>Read from the network itself.</source>
      <translation>नेटवर्कबाटै पढिएको।</translation>
    </message>
    <message>
      <source>Found in a trial run.</source>
      <translation>परीक्षण चलाएर पत्ता लागेको।</translation>
    </message>
    <message>
      <source>Read from the card inside the file.</source>
      <translation>फाइलभित्रको मोडेल कार्डबाट पढिएको।</translation>
    </message>
    <message>
      <source>Entered by you.</source>
      <translation>तपाईंले दिएको।</translation>
    </message>
    <message>
      <source>This is what was found out about the network. Below each field you see where its value comes from. Please correct what is wrong, guesses above all.</source>
      <translation>बुझिएको कुरा यही हो। कहाँबाट पढिएको हो भन्ने हरेक फिल्डको मुनि छ। गलत कुरा, विशेष गरी अनुमान गरिएका कुरा, कृपया सच्याउनुहोस्।</translation>
    </message>
    <message>
      <source>&amp;Import</source>
      <translation>आयात गर्ने</translation>
    </message>
    <message>
      <source>The network does not specify everything. Please fill in the rest.</source>
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
      <source>same as the layer</source>
      <translation>तहकै</translation>
    </message>
    <message>
      <source>Cl&amp;asses:</source>
      <translation>वर्गहरू:</translation>
    </message>
    <message>
      <source>Pixel si&amp;ze it was trained at:</source>
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
      <source>Faster. Switch it off if the self-test finds differences at the edges of tiles.</source>
      <translation>छिटो हुन्छ। टाइलका किनारा फरक छन् भनी स्व-परीक्षणले देखाएमा बन्द गर्नुहोस्।</translation>
    </message>
    <message>
      <source>Replace &amp;your model with this name</source>
      <translation>यही नामको आफ्नो मोडेलको सट्टा राख्ने</translation>
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
      <source>A class value is not a whole number</source>
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
      <source>Not tested yet. The first run starts with a self-test.</source>
      <translation>अहिलेसम्म परीक्षण गरिएको छैन। पहिलो पटक चलाउँदा स्व-परीक्षणबाट सुरु हुन्छ।</translation>
    </message>
    <message>
      <source>Training report</source>
      <translation>यसको तालिमको प्रतिवेदन</translation>
    </message>
    <message>
      <source>Members</source>
      <translation>सदस्यहरू</translation>
    </message>
    <message>
      <source>Reading the card…</source>
      <translation>मोडेल कार्ड पढिँदैछ…</translation>
    </message>
    <message>
      <source>Self-&amp;test</source>
      <translation>स्व-परीक्षण</translation>
    </message>
    <message>
      <source>Runs the model on a small generated image and measures its speed</source>
      <translation>बनाइएको सानो तस्बिरमा मोडेल चलाएर कति छिटो छ नाप्छ</translation>
    </message>
    <message>
      <source>E&amp;xport…</source>
      <translation>निर्यात गर्ने…</translation>
    </message>
    <message>
      <source>Copies the network and its card, or a set with its members, into a folder</source>
      <translation>नेटवर्क र यसको कार्ड, वा समूह र यसका सदस्यहरू फोल्डरमा प्रतिलिपि गर्छ</translation>
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
      <source>joined without seams; margin {} px, stride {} px</source>
      <translation>जोर्नी नदेखिने गरी जोडिन्छ; किनारा {} px, चरण {} px</translation>
    </message>
    <message>
      <source>Passed its self-test: {} million pixels a second ({}).</source>
      <translation>स्व-परीक्षणमा सफल: प्रति सेकेन्ड {} मिलियन पिक्सेल ({})।</translation>
    </message>
    <message>
      <source>Deletes it from your models</source>
      <translation>यसलाई आफ्ना मोडेलबाट मेटाउँछ</translation>
    </message>
    <message>
      <source>Comes with Sat DL and cannot be deleted</source>
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
      <source>enhances images</source>
      <translation>तस्बिर मसिनो बनाउँछ</translation>
    </message>
    <message>
      <source>computes embeddings</source>
      <translation>इम्बेडिङ गणना गर्छ</translation>
    </message>
    <message>
      <source>probabilities</source>
      <translation>सम्भाव्यता</translation>
    </message>
    <message>
      <source>scores, exclusive classes (softmax)</source>
      <translation>अङ्क, एउटा वर्ग मात्र जित्छ (softmax)</translation>
    </message>
    <message>
      <source>scores, independent classes (sigmoid)</source>
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
      <source>overlap and are blended; stride {} px</source>
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
      <source>always {} pixels a side</source>
      <translation>एक छेउ {} पिक्सेल मात्र</translation>
    </message>
    <message>
      <source>{} (set of {})</source>
      <translation>{} ({} को समूह)</translation>
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
      <source>An ONNX network (also from Deepness), the .emd or STAC item next to one, or the .set.json of a set</source>
      <translation>ONNX नेटवर्क, Deepness को पनि, त्यससँगैको .emd वा STAC फाइल, वा समूहको .set.json फाइल</translation>
    </message>
    <message>
      <source>Import &amp;folder…</source>
      <translation>फोल्डर आयात…</translation>
    </message>
    <message>
      <source>A folder with a network and its description</source>
      <translation>नेटवर्क र त्यसको वर्णन भएको फोल्डर</translation>
    </message>
    <message>
      <source>Com&amp;bine models…</source>
      <translation>मोडेलहरू जोड्ने…</translation>
    </message>
    <message>
      <source>Saves several models as one entry: their mean, or one model for each class</source>
      <translation>धेरै नेटवर्कलाई एउटै प्रविष्टिका रूपमा बचत गर्छ: तिनको औसत, वा हरेक वर्गका लागि एउटा</translation>
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
      <source>Networks, sets and descriptions (*.onnx *.emd *.json);;All files (*)</source>
      <translation>नेटवर्क, समूह र वर्णन (*.onnx *.emd *.json);;सबै फाइल (*)</translation>
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
      <source>Delete the model “{}” and its card from this computer?</source>
      <translation>मोडेल “{}” र यसको कार्ड यो कम्प्युटरबाट मेटाउने?</translation>
    </message>
    <message>
      <source>{} Without it these sets cannot run: {}.</source>
      <translation>{} यसबिना यी समूह चल्न सक्दैनन्: {}।</translation>
    </message>
    <message>
      <source>This folder contains several networks</source>
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
      <source>Delete the set “{}” from this computer? Its members stay.</source>
      <translation>समूह “{}” यो कम्प्युटरबाट मेटाउने? यसका सदस्यहरू रहिरहन्छन्।</translation>
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
      <source>The report is in {}</source>
      <translation>प्रतिवेदन {} मा छ</translation>
    </message>
    <message>
      <source>The model matches its card.</source>
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
      <source>One number per band, separated by semicolons; applied after the values are multiplied</source>
      <translation>हरेक ब्यान्डको एक सङ्ख्या, अर्धविरामले छुट्याइएका, मान गुणा गरिएपछि</translation>
    </message>
    <message>
      <source>8-bit images, divided by 255</source>
      <translation>८-बिट तस्बिर, २५५ ले भाग गरिएको</translation>
    </message>
    <message>
      <source>8-bit images, as they are</source>
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
      <source>Mean and deviation need one number per band</source>
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
      <source>“{}” is not a list of numbers</source>
      <translation>“{}” सङ्ख्याको सूची होइन</translation>
    </message>
    <message>
      <source>Each class comes from one of them:</source>
      <translation>हरेक वर्ग यीमध्ये एउटाबाट आउँछ:</translation>
    </message>
    <message>
      <source>Each class is the mean of the members that have it:</source>
      <translation>हरेक वर्ग त्यसलाई चिन्नेहरूको औसत हो:</translation>
    </message>
    <message>
      <source>missing</source>
      <translation>छैन</translation>
    </message>
    <message>
      <source>scale {}</source>
      <translation>स्केल {}</translation>
    </message>
    <message>
      <source>weight {}</source>
      <translation>तौल {}</translation>
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
      <source>Default &amp;quality</source>
      <translation>सुरुको गुणस्तर</translation>
    </message>
    <message>
      <source>Temporary files</source>
      <translation>अस्थायी फाइलहरू</translation>
    </message>
    <message>
      <source>&amp;Results folder</source>
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
      <source>Best available</source>
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
      <source>Sat DL installs its Python in this folder and looks for it only there. After a change, set up the runtime again; the old one stays where it is.</source>
      <translation>Sat DL ले गणना गर्ने Python यही फोल्डरमा तयार पार्छ र त्यहीँ मात्र खोज्छ। परिवर्तन गरेपछि फेरि तयार पार्नुहोस्; पुरानो जहाँको तहीँ रहन्छ।</translation>
    </message>
    <message>
      <source>Models stay loaded until then, so the next run starts faster; afterwards their memory is freed.</source>
      <translation>त्यतिबेलासम्म मोडेलहरू लोड रहन्छन्, त्यसैले अर्को पटक छिटो सुरु हुन्छ; त्यसपछि मेमोरी खाली हुन्छ।</translation>
    </message>
    <message>
      <source>With less memory, the image is processed in smaller parts.</source>
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
      <source>The layer has no position on the map</source>
      <translation>नक्सामा तहको स्थान छैन</translation>
    </message>
    <message>
      <source>Georeference it, or run the model and look at the result</source>
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
      <source>Draws the classes over the visible part of the layer, exactly as a run would produce them. Nothing is written.</source>
      <translation>नक्साले देखाएको भागमा वर्गहरू कोर्छ, चलाउँदा आउने नतिजा जस्तै। केही लेखिँदैन।</translation>
    </message>
    <message>
      <source>Mark tile as done</source>
      <translation>टायल सकियो भनी चिन्ह लगाउने</translation>
    </message>
    <message>
      <source>Everything in the tile under the mouse is correct; once more takes it back</source>
      <translation>माउसमुनिको टायलमा सबै ठीक छ; फेरि थिच्दा फिर्ता हुन्छ</translation>
    </message>
    <message>
      <source>Accept</source>
      <translation>स्वीकार्ने</translation>
    </message>
    <message>
      <source>It is right; go on</source>
      <translation>यो ठीक छ; अर्कोमा जाने</translation>
    </message>
    <message>
      <source>Reject</source>
      <translation>अस्वीकार गर्ने</translation>
    </message>
    <message>
      <source>There is no such object; go on</source>
      <translation>यस्तो वस्तु छैन; अर्कोमा जाने</translation>
    </message>
    <message>
      <source>Next</source>
      <translation>अर्को</translation>
    </message>
    <message>
      <source>Go on without deciding</source>
      <translation>निर्णय नगरी अर्कोमा जाने</translation>
    </message>
    <message>
      <source>Space</source>
      <translation>Space</translation>
    </message>
    <message>
      <source>Previous</source>
      <translation>अघिल्लो</translation>
    </message>
    <message>
      <source>Go back to the polygon before</source>
      <translation>अघिल्लो बहुभुजमा फर्कने</translation>
    </message>
    <message>
      <source>Accept all in view</source>
      <translation>दृश्यका सबै स्वीकार्ने</translation>
    </message>
    <message>
      <source>Accept everything of the queue that the map shows</source>
      <translation>लामका नक्सामा देखिने सबै स्वीकार्ने</translation>
    </message>
    <message>
      <source>Reject with the mouse</source>
      <translation>माउसले अस्वीकार गर्नुहोस्</translation>
    </message>
    <message>
      <source>Click polygons that are wrong, or drag across several</source>
      <translation>गलत बहुभुजहरूमा क्लिक गर्नुहोस्, वा धेरैमाथि तान्नुहोस्</translation>
    </message>
    <message>
      <source>Shift+X</source>
      <translation>Shift+X</translation>
    </message>
    <message>
      <source>Reject up to this size</source>
      <translation>यो आकारसम्म अस्वीकार गर्ने</translation>
    </message>
    <message>
      <source>Reject all undecided polygons of its class that are no larger</source>
      <translation>यसको वर्गका यसभन्दा ठूला नभएका सबै अनिर्णीत बहुभुज अस्वीकार गर्ने</translation>
    </message>
    <message>
      <source>Reject up to this confidence</source>
      <translation>यो विश्वाससम्म अस्वीकार गर्ने</translation>
    </message>
    <message>
      <source>Reject all undecided polygons of its class that are not more confident</source>
      <translation>यसको वर्गका यसभन्दा बढी विश्वास नभएका सबै अनिर्णीत बहुभुज अस्वीकार गर्ने</translation>
    </message>
    <message>
      <source>Redraw</source>
      <translation>फेरि कोर्ने</translation>
    </message>
    <message>
      <source>Draw the outline anew, with clicks or with the button held down</source>
      <translation>रूपरेखा फेरि कोर्ने, क्लिकले वा बटन थिचेर</translation>
    </message>
    <message>
      <source>Split</source>
      <translation>टुक्र्याउने</translation>
    </message>
    <message>
      <source>Draw a line across the polygon</source>
      <translation>बहुभुजलाई काट्ने रेखा कोर्ने</translation>
    </message>
    <message>
      <source>Merge</source>
      <translation>गाभ्ने</translation>
    </message>
    <message>
      <source>Click the polygon to merge with</source>
      <translation>गाभ्ने बहुभुजमा क्लिक गर्ने</translation>
    </message>
    <message>
      <source>Fill holes</source>
      <translation>प्वालहरू भर्ने</translation>
    </message>
    <message>
      <source>Fill all holes of the polygon</source>
      <translation>बहुभुजका सबै प्वाल भर्ने</translation>
    </message>
    <message>
      <source>Undo</source>
      <translation>उल्टाउने</translation>
    </message>
    <message>
      <source>Undo the last step and go back to its polygon</source>
      <translation>अन्तिम चरण उल्टाएर त्यसको बहुभुजमा फर्कने</translation>
    </message>
    <message>
      <source>Redo</source>
      <translation>फेरि गर्ने</translation>
    </message>
    <message>
      <source>Do again what was undone last</source>
      <translation>अन्तिम पटक उल्टाइएको कुरा फेरि गर्ने</translation>
    </message>
    <message>
      <source>Shift+Z</source>
      <translation>Shift+Z</translation>
    </message>
    <message>
      <source>Review &amp;file</source>
      <translation>समीक्षा फाइल</translation>
    </message>
    <message>
      <source>A review layer is a copy of the predictions in a GeoPackage. It also keeps what you decide, so that nothing gets lost when QGIS or the computer stops.</source>
      <translation>समीक्षा तह GeoPackage मा राखिएको अनुमानको प्रतिलिपि हो। यसले तपाईंका निर्णय पनि राख्छ, त्यसैले QGIS वा कम्प्युटर रोकिए पनि केही हराउँदैन।</translation>
    </message>
    <message>
      <source>No polygon layer</source>
      <translation>बहुभुज तह छैन</translation>
    </message>
    <message>
      <source>Pol&amp;ygons</source>
      <translation>बहुभुजहरू</translation>
    </message>
    <message>
      <source>optional</source>
      <translation>ऐच्छिक</translation>
    </message>
    <message>
      <source>Written into the journal, so that others see who decided</source>
      <translation>कसले निर्णय गर्‍यो अरूले देखून् भनेर जर्नलमा लेखिन्छ</translation>
    </message>
    <message>
      <source>Your &amp;name</source>
      <translation>तपाईंको नाम</translation>
    </message>
    <message>
      <source>GeoPackage (*.gpkg)</source>
      <translation>GeoPackage (*.gpkg)</translation>
    </message>
    <message>
      <source>&amp;Begin the review</source>
      <translation>समीक्षा सुरु गर्ने</translation>
    </message>
    <message>
      <source>Segment an image first, or add a layer with predicted polygons.</source>
      <translation>पहिले तस्बिरको खण्डीकरण गर्नुहोस्, वा अनुमान गरिएका बहुभुजको तह थप्नुहोस्।</translation>
    </message>
    <message>
      <source>Review polygons</source>
      <translation>बहुभुजहरूको समीक्षा</translation>
    </message>
    <message>
      <source>&amp;End the review</source>
      <translation>समीक्षा अन्त्य गर्ने</translation>
    </message>
    <message>
      <source>&amp;Make a review layer</source>
      <translation>समीक्षा तह बनाउने</translation>
    </message>
    <message>
      <source>The review layer could not be made</source>
      <translation>समीक्षा तह बनाउन सकिएन</translation>
    </message>
    <message>
      <source>See the log of QGIS</source>
      <translation>QGIS को लग हेर्नुहोस्</translation>
    </message>
    <message>
      <source>Learn &amp;from corrections</source>
      <translation>सच्याइएबाट सिक्ने</translation>
    </message>
    <message>
      <source>Makes a new version of the model; the old one stays as it is</source>
      <translation>मोडेलको नयाँ संस्करण बनाउँछ; पुरानो जस्ताको तस्तै रहन्छ</translation>
    </message>
    <message>
      <source>Cancel learning</source>
      <translation>सिक्न रोक्ने</translation>
    </message>
    <message>
      <source>W&amp;hat to label next…</source>
      <translation>अब केमा लेबल गर्ने… (&amp;h)</translation>
    </message>
    <message>
      <source>Makes tiles, ranked by how much labels there would teach the model</source>
      <translation>त्यहाँका लेबलले मोडेललाई कति सिकाउँछ भन्ने क्रममा टाइलहरू बनाउँछ</translation>
    </message>
    <message>
      <source>Mo&amp;del</source>
      <translation>मोडेल</translation>
    </message>
    <message>
      <source>T&amp;iles</source>
      <translation>टाइलहरू</translation>
    </message>
    <message>
      <source>Ti&amp;me limit</source>
      <translation>समय सीमा</translation>
    </message>
    <message>
      <source>Open the report</source>
      <translation>प्रतिवेदन खोल्ने</translation>
    </message>
    <message>
      <source>&amp;Keep</source>
      <translation>राख्ने</translation>
    </message>
    <message>
      <source>Puts the new version among your models</source>
      <translation>नयाँ संस्करण आफ्ना मोडेलमा राख्छ</translation>
    </message>
    <message>
      <source>Disca&amp;rd</source>
      <translation>हटाउने</translation>
    </message>
    <message>
      <source>Deletes the new version; the old one stays</source>
      <translation>नयाँ संस्करण मेटाउँछ; पुरानो रहन्छ</translation>
    </message>
    <message>
      <source>Learning needs the runtime for training, see the page “Train”.</source>
      <translation>सिक्न तालिमको रनटाइम चाहिन्छ, “तालिम” पृष्ठ हेर्नुहोस्।</translation>
    </message>
    <message>
      <source>There is no model that could learn.</source>
      <translation>सिक्न सक्ने मोडेल छैन।</translation>
    </message>
    <message>
      <source>Choose the picture that was segmented in the list of layers.</source>
      <translation>तहको सूचीमा खण्डीकरण गरिएको तस्बिर छान्नुहोस्।</translation>
    </message>
    <message>
      <source>Too little was reviewed to tell whether it is better.</source>
      <translation>यो राम्रो भयो कि भएन भन्न पुग्ने समीक्षा भएको छैन।</translation>
    </message>
    <message>
      <source>Learn from corrections</source>
      <translation>सच्याइएबाट सिक्ने</translation>
    </message>
    <message>
      <source>{} · learning</source>
      <translation>{} · सिकाइ</translation>
    </message>
    <message>
      <source>“{}” has learnt from your corrections.</source>
      <translation>“{}” ले तपाईंका सच्याइबाट सिक्यो।</translation>
    </message>
    <message>
      <source>{}: IoU {} % before, {} % after</source>
      <translation>{}: IoU पहिले {} %, पछि {} %</translation>
    </message>
    <message>
      <source>“{}” is among your models. Predict again with it, and bring the result in with “Update predictions”: what people decided stays.</source>
      <translation>“{}” अब तपाईंका मोडेलमध्ये छ। यसबाट फेरि अनुमान गर्नुहोस्, र नतिजा “अनुमान अद्यावधिक गर्ने” बाट ल्याउनुहोस्: मानिसले गरेका निर्णय रहिरहन्छन्।</translation>
    </message>
    <message>
      <source>Accept all in &amp;view  V</source>
      <translation>दृश्यका सबै स्वीकार्ने  V</translation>
    </message>
    <message>
      <source>Everything of the queue that the map shows</source>
      <translation>लामका नक्सामा देखिने सबै</translation>
    </message>
    <message>
      <source>Accept all of a &amp;class</source>
      <translation>एउटा वर्गका सबै स्वीकार्ने</translation>
    </message>
    <message>
      <source>Reject up to this size  K</source>
      <translation>यो आकारसम्म अस्वीकार गर्ने  K</translation>
    </message>
    <message>
      <source>All undecided polygons of its class that are no larger</source>
      <translation>यसको वर्गका यसभन्दा ठूला नभएका सबै अनिर्णीत बहुभुज</translation>
    </message>
    <message>
      <source>Reject up to this confidence  L</source>
      <translation>यो विश्वाससम्म अस्वीकार गर्ने  L</translation>
    </message>
    <message>
      <source>All undecided polygons of its class that are not more confident</source>
      <translation>यसको वर्गका यसभन्दा बढी विश्वास नभएका सबै अनिर्णीत बहुभुज</translation>
    </message>
    <message>
      <source>&amp;Save edits</source>
      <translation>परिवर्तन बचत गर्ने</translation>
    </message>
    <message>
      <source>&amp;Update predictions…</source>
      <translation>अनुमान अद्यावधिक गर्ने…</translation>
    </message>
    <message>
      <source>Bring in a newer prediction; what people decided stays as it is</source>
      <translation>नयाँ अनुमान ल्याउने; मानिसले निर्णय गरेका कुरा जस्ताको तस्तै रहन्छन्</translation>
    </message>
    <message>
      <source>E&amp;xport labels…</source>
      <translation>लेबल निर्यात गर्ने…</translation>
    </message>
    <message>
      <source>S&amp;top</source>
      <translation>रोक्ने</translation>
    </message>
    <message>
      <source>What is done so far stays, as one step to undo</source>
      <translation>अहिलेसम्म गरिएको काम रहिरहन्छ, एउटै चरणमा उल्टाउन मिल्ने गरी</translation>
    </message>
    <message>
      <source>All at once</source>
      <translation>सबै एकैचोटि</translation>
    </message>
    <message>
      <source>The newer prediction draws another outline, dashed on the map.</source>
      <translation>नयाँ अनुमानले अर्कै रूपरेखा कोर्छ, नक्सामा टुटेको रेखामा।</translation>
    </message>
    <message>
      <source>The newer prediction finds nothing here.</source>
      <translation>नयाँ अनुमानले यहाँ केही भेट्टाउँदैन।</translation>
    </message>
    <message>
      <source>You rejected this, and it is predicted again: {}.</source>
      <translation>तपाईंले यो अस्वीकार गर्नुभएको थियो, फेरि अनुमान आयो: {}।</translation>
    </message>
    <message>
      <source>This polygon</source>
      <translation>यो बहुभुज</translation>
    </message>
    <message>
      <source>It is of this class; go on. New polygons get it, too</source>
      <translation>यो यस वर्गको हो; अर्कोमा जाने। नयाँ बहुभुजले पनि यही पाउँछन्</translation>
    </message>
    <message>
      <source>None is chosen. Click one on the map, or go to the next.</source>
      <translation>कुनै छानिएको छैन। नक्सामा एउटामा क्लिक गर्नुहोस्, वा अर्कोमा जानुहोस्।</translation>
    </message>
    <message>
      <source>Keep mine</source>
      <translation>मेरै राख्ने</translation>
    </message>
    <message>
      <source>Take the prediction</source>
      <translation>अनुमान लिने</translation>
    </message>
    <message>
      <source>{} ({}): {}</source>
      <translation>{} ({}): {}</translation>
    </message>
    <message>
      <source>The newer prediction says: {}.</source>
      <translation>नयाँ अनुमानले भन्छ: {}।</translation>
    </message>
    <message>
      <source>confidence {} %</source>
      <translation>विश्वास {} %</translation>
    </message>
    <message>
      <source>{} m²</source>
      <translation>{} m²</translation>
    </message>
    <message>
      <source>&amp;Order</source>
      <translation>क्रम</translation>
    </message>
    <message>
      <source>C&amp;lass</source>
      <translation>वर्ग</translation>
    </message>
    <message>
      <source>Only &amp;what the map shows</source>
      <translation>नक्साले देखाएको मात्र</translation>
    </message>
    <message>
      <source>The map then stays where it is</source>
      <translation>त्यसपछि नक्सा जहाँको त्यहीँ रहन्छ</translation>
    </message>
    <message>
      <source>All classes</source>
      <translation>सबै वर्ग</translation>
    </message>
    <message>
      <source>Reading the polygons…</source>
      <translation>बहुभुजहरू पढिँदैछन्…</translation>
    </message>
    <message>
      <source>Least confident first</source>
      <translation>सबैभन्दा कम विश्वासका पहिले</translation>
    </message>
    <message>
      <source>Largest first</source>
      <translation>ठूला पहिले</translation>
    </message>
    <message>
      <source>By class</source>
      <translation>वर्गअनुसार</translation>
    </message>
    <message>
      <source>By tile, neighbours together</source>
      <translation>टाइलअनुसार, छिमेकीहरू सँगै</translation>
    </message>
    <message>
      <source>Disagreements</source>
      <translation>नमिलेका</translation>
    </message>
    <message>
      <source>{} left</source>
      <translation>{} बाँकी</translation>
    </message>
    <message>
      <source>{} of {}</source>
      <translation>{1} मध्ये {0}</translation>
    </message>
    <message>
      <source>{} in the queue</source>
      <translation>लाममा {}</translation>
    </message>
    <message>
      <source>{} decided</source>
      <translation>{} निर्णय भयो</translation>
    </message>
    <message>
      <source>{} s per object</source>
      <translation>प्रति वस्तु {} सेकेन्ड</translation>
    </message>
    <message>
      <source>Accept all</source>
      <translation>सबै स्वीकार्ने</translation>
    </message>
    <message>
      <source>Polygons accepted: {}</source>
      <translation>स्वीकृत बहुभुज: {}</translation>
    </message>
    <message>
      <source>Reject all</source>
      <translation>सबै अस्वीकार गर्ने</translation>
    </message>
    <message>
      <source>Polygons rejected: {}</source>
      <translation>अस्वीकृत बहुभुज: {}</translation>
    </message>
    <message>
      <source>There is no polygon to reject here.</source>
      <translation>यहाँ अस्वीकार गर्ने कुनै बहुभुज छैन।</translation>
    </message>
    <message>
      <source>Nothing is left in this queue.</source>
      <translation>यो लाममा केही बाँकी छैन।</translation>
    </message>
    <message>
      <source>Add</source>
      <translation>थप्ने</translation>
    </message>
    <message>
      <source>Class</source>
      <translation>वर्ग</translation>
    </message>
    <message>
      <source>Click the polygon to merge with.</source>
      <translation>गाभ्ने बहुभुजमा क्लिक गर्नुहोस्।</translation>
    </message>
    <message>
      <source>Reject {} polygons?</source>
      <translation>{} बहुभुज अस्वीकार गर्ने?</translation>
    </message>
    <message>
      <source>Accept {} polygons?</source>
      <translation>{} बहुभुज स्वीकार्ने?</translation>
    </message>
    <message>
      <source>Restore</source>
      <translation>पुनर्स्थापना गर्नुहोस्</translation>
    </message>
    <message>
      <source>Discard</source>
      <translation>त्याग्नुहोस्</translation>
    </message>
    <message>
      <source>The review ended, because its layer was removed.</source>
      <translation>तह हटाइएकाले समीक्षा अन्त्य भयो।</translation>
    </message>
    <message>
      <source>Nothing of that is left to reject.</source>
      <translation>त्यसमध्ये अस्वीकार गर्न केही बाँकी छैन।</translation>
    </message>
    <message>
      <source>Nothing of that is left to accept.</source>
      <translation>त्यसमध्ये स्वीकार्न केही बाँकी छैन।</translation>
    </message>
    <message>
      <source>Cancel</source>
      <translation>रद्द गर्ने</translation>
    </message>
    <message>
      <source>{} edits from {} were not saved when QGIS ended. Restore them? You can then undo or save them like any other edits.</source>
      <translation>QGIS बन्द हुँदा {} सम्पादन ({}) बचत भएका थिएनन्। पुनर्स्थापना गर्ने? त्यसपछि तिनलाई अरू सम्पादनजस्तै पूर्ववत् वा बचत गर्न सकिन्छ।</translation>
    </message>
    <message>
      <source>{} polygons were changed by somebody else meanwhile and stay as they are.</source>
      <translation>{} बहुभुज यसबीच अरू कसैले परिवर्तन गरेकाले जस्ताको तस्तै रहन्छन्।</translation>
    </message>
    <message>
      <source>This tile</source>
      <translation>यो टायल</translation>
    </message>
    <message>
      <source>No tiles</source>
      <translation>टाइल छैन</translation>
    </message>
    <message>
      <source>Tiles whose state is done, or polygons: inside, everything was labelled</source>
      <translation>done अवस्थाका टाइल, वा बहुभुज: भित्र सबै लेबल गरिएको छ</translation>
    </message>
    <message>
      <source>Next tile</source>
      <translation>अर्को टायल</translation>
    </message>
    <message>
      <source>Goes to the tile where labels pay most, of those not done, and sets it to doing</source>
      <translation>नसकिएका मध्ये लेबल सबैभन्दा उपयोगी हुने टायलमा जान्छ र त्यसलाई “गर्दै” बनाउँछ</translation>
    </message>
    <message>
      <source>{} is no longer done. Tiles left: {}</source>
      <translation>{} अब सकिएको मानिँदैन। बाँकी टायल: {}</translation>
    </message>
    <message>
      <source>{} is done. Tiles left: {}</source>
      <translation>{} सकियो। बाँकी टायल: {}</translation>
    </message>
    <message>
      <source>There is no tile here</source>
      <translation>यहाँ टायल छैन</translation>
    </message>
    <message>
      <source>All tiles are done.</source>
      <translation>सबै टायल सकिए।</translation>
    </message>
    <message>
      <source>Begin with a tile</source>
      <translation>टायल सुरु गर्ने</translation>
    </message>
    <message>
      <source>No tiles are chosen</source>
      <translation>कुनै टायल छानिएको छैन</translation>
    </message>
    <message>
      <source>Only tiles have states such as done</source>
      <translation>“सकियो” जस्तो अवस्था टायलको मात्र हुन्छ</translation>
    </message>
    <message>
      <source>Choose them under “Tiles”, or make them with “What to label next…”</source>
      <translation>“टायल” मा छान्नुहोस्, वा “अब के लेबल गर्ने…” बाट बनाउनुहोस्</translation>
    </message>
    <message>
      <source>Tile {}</source>
      <translation>टायल {}</translation>
    </message>
    <message>
      <source>{} is next. Press {} when everything in it is correct. Tiles left: {}</source>
      <translation>अब {}। यसमा सबै ठीक भएपछि {} थिच्नुहोस्। बाँकी टायल: {}</translation>
    </message>
    <message>
      <source>{} of {} tiles are done</source>
      <translation>{} / {} टायल सकिए</translation>
    </message>
    <message>
      <source>No tile of “{}” lies under the mouse, or in the middle of the map</source>
      <translation>“{}” को कुनै टायल माउसमुनि वा नक्साको बीचमा छैन</translation>
    </message>
    <message>
      <source>Move the mouse over a tile and press {}, or press “{}”</source>
      <translation>माउस टायलमाथि लगेर {} थिच्नुहोस्, वा “{}” थिच्नुहोस्</translation>
    </message>
    <message>
      <source>The tool failed unexpectedly</source>
      <translation>औजार अनपेक्षित रूपमा असफल भयो</translation>
    </message>
    <message>
      <source>Report it with the diagnostics</source>
      <translation>निदान विवरणसहित जानकारी दिनुहोस्</translation>
    </message>
    <message>
      <source>Begin in the polygon that something is to be taken away from.</source>
      <translation>जुन बहुभुजबाट केही हटाउनु छ, त्यसैभित्रबाट सुरु गर्नुहोस्।</translation>
    </message>
    <message>
      <source>No promptable network is installed. Import one, such as MobileSAM, with “Import promptable network” in the toolbox.</source>
      <translation>क्लिक-नेटवर्क स्थापित छैन। MobileSAM जस्तो एउटा, औजारपेटीको “क्लिक-नेटवर्क आयात” बाट आयात गर्नुहोस्।</translation>
    </message>
    <message>
      <source>The map shows no image. Switch one on.</source>
      <translation>नक्साले तस्बिर देखाएको छैन। एउटा खोल्नुहोस्।</translation>
    </message>
    <message>
      <source>This network does not understand places that are not meant.</source>
      <translation>यो नेटवर्कले नचाहिएका ठाउँहरू बुझ्दैन।</translation>
    </message>
    <message>
      <source>The network is looking at the view…</source>
      <translation>नेटवर्कले दृश्य हेर्दैछ…</translation>
    </message>
    <message>
      <source>Nothing would be left of the polygon. Reject it instead.</source>
      <translation>बहुभुजको केही बाँकी रहँदैन। बरु अस्वीकार गर्नुहोस्।</translation>
    </message>
    <message>
      <source>There is nothing of this class here. Draw it by hand.</source>
      <translation>यहाँ यो वर्गको केही छैन। हातले कोर्नुहोस्।</translation>
    </message>
    <message>
      <source>Start a review first.</source>
      <translation>पहिले समीक्षा सुरु गर्नुहोस्।</translation>
    </message>
    <message>
      <source>There are no probabilities for these polygons. Segment again with “Probabilities” switched on, or add the run's probability raster to the project.</source>
      <translation>यी बहुभुजका सम्भाव्यता छैनन्। “सम्भाव्यताहरू” खोलेर फेरि खण्डीकरण गर्नुहोस्, वा त्यस रनको सम्भाव्यता रास्टर परियोजनामा थप्नुहोस्।</translation>
    </message>
    <message>
      <source>The object is larger than the tool can see.</source>
      <translation>वस्तु औजारले देख्न सक्नेभन्दा ठूलो छ।</translation>
    </message>
    <message>
      <source>{} (mouse wheel)</source>
      <translation>{} (माउसको पाङ्ग्रा)</translation>
    </message>
    <message>
      <source>Begin close to the border of a polygon.</source>
      <translation>बहुभुजको किनारा नजिकबाट सुरु गर्नुहोस्।</translation>
    </message>
    <message>
      <source>Split touching objects</source>
      <translation>टाँसिएका वस्तु छुट्याउने</translation>
    </message>
    <message>
      <source>Click a polygon that holds several objects.</source>
      <translation>धेरै वस्तु भएको बहुभुजमा क्लिक गर्नुहोस्।</translation>
    </message>
    <message>
      <source>Click to segment</source>
      <translation>क्लिक गरी खण्डीकरण</translation>
    </message>
    <message>
      <source>Click an object; Shift-click adds a place to it, Ctrl-click takes one away.</source>
      <translation>वस्तुमा क्लिक गर्नुहोस्; Shift-क्लिकले ठाउँ थप्छ, Ctrl-क्लिकले हटाउँछ।</translation>
    </message>
    <message>
      <source>Click to add</source>
      <translation>क्लिक गरी थप्ने</translation>
    </message>
    <message>
      <source>Click an object to add it, or a polygon to outline it anew; Shift-click joins what is clicked to the polygon beside it.</source>
      <translation>थप्न वस्तुमा, वा रूपरेखा फेरि कोर्न बहुभुजमा क्लिक गर्नुहोस्; Shift-क्लिकले क्लिक गरिएकोलाई छेउको बहुभुजमा जोड्छ।</translation>
    </message>
    <message>
      <source>Add from probabilities</source>
      <translation>सम्भाव्यताबाट थप्ने</translation>
    </message>
    <message>
      <source>Click to remove a part</source>
      <translation>क्लिक गरी भाग हटाउने</translation>
    </message>
    <message>
      <source>Click the part of a polygon that does not belong to it.</source>
      <translation>बहुभुजको नपर्ने भागमा क्लिक गर्नुहोस्।</translation>
    </message>
    <message>
      <source>Remove a part</source>
      <translation>भाग हटाउने</translation>
    </message>
    <message>
      <source>Brush</source>
      <translation>ब्रस</translation>
    </message>
    <message>
      <source>Drag to add; begin inside a polygon to extend it. The right button takes away.</source>
      <translation>थप्न तान्नुहोस्; बहुभुज बढाउन त्यसभित्रबाट सुरु गर्नुहोस्। दायाँ बटनले हटाउँछ।</translation>
    </message>
    <message>
      <source>Snap the border to the edge</source>
      <translation>सिमानालाई किनारामा टाँस्ने</translation>
    </message>
    <message>
      <source>Drag along the true border of a polygon.</source>
      <translation>बहुभुजको वास्तविक सिमानामा तान्नुहोस्।</translation>
    </message>
    <message>
      <source>Snap the border</source>
      <translation>सिमाना टाँस्ने</translation>
    </message>
    <message>
      <source>Grow or shrink</source>
      <translation>बढाउने वा घटाउने</translation>
    </message>
    <message>
      <source>Turn the mouse wheel over a polygon, then click.</source>
      <translation>बहुभुजमाथि माउसको पाङ्ग्रा घुमाई क्लिक गर्नुहोस्।</translation>
    </message>
    <message>
      <source>Make right-angled</source>
      <translation>समकोणी बनाउने</translation>
    </message>
    <message>
      <source>Click a building.</source>
      <translation>भवनमा क्लिक गर्नुहोस्।</translation>
    </message>
    <message>
      <source>Smooth</source>
      <translation>चिल्लो</translation>
    </message>
    <message>
      <source>Click a field or a water body.</source>
      <translation>खेत वा पानीको क्षेत्रमा क्लिक गर्नुहोस्।</translation>
    </message>
    <message>
      <source>{:.0f} parts</source>
      <translation>{:.0f} भाग</translation>
    </message>
    <message>
      <source>Size {:.0f}</source>
      <translation>आकार {:.0f}</translation>
    </message>
    <message>
      <source>Threshold {:.0f} %</source>
      <translation>सीमा मान {:.0f} %</translation>
    </message>
    <message>
      <source>Reach {:.0f} %</source>
      <translation>पहुँच {:.0f} %</translation>
    </message>
    <message>
      <source>Brush of {:.0f} pixels</source>
      <translation>{:.0f} पिक्सेलको ब्रस</translation>
    </message>
    <message>
      <source>Within {:.0f} pixels</source>
      <translation>{:.0f} पिक्सेलभित्र</translation>
    </message>
    <message>
      <source>{:+.1f} pixels</source>
      <translation>{:+.1f} पिक्सेल</translation>
    </message>
    <message>
      <source>Corners from {:.1f} pixels</source>
      <translation>{:.1f} पिक्सेलदेखिका कुना</translation>
    </message>
    <message>
      <source>Over {:.1f} pixels</source>
      <translation>{:.1f} पिक्सेलसम्म</translation>
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
      <translation>मिलाउँदै</translation>
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
      <source>Ranking tiles</source>
      <translation>टाइलहरू क्रममा राख्दै</translation>
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
      <source>Reading</source>
      <translation>पढ्दै</translation>
    </message>
    <message>
      <source>Reading the rasters</source>
      <translation>रास्टरहरू पढ्दै</translation>
    </message>
    <message>
      <source>Looking at the rasters</source>
      <translation>रास्टरहरू हेर्दै</translation>
    </message>
    <message>
      <source>Looking at the labels</source>
      <translation>लेबलहरू हेर्दै</translation>
    </message>
    <message>
      <source>Looking at the surroundings</source>
      <translation>वरिपरि हेर्दै</translation>
    </message>
    <message>
      <source>Preparing the images</source>
      <translation>तस्बिरहरू तयार पार्दै</translation>
    </message>
    <message>
      <source>Training</source>
      <translation>तालिम</translation>
    </message>
    <message>
      <source>Learning</source>
      <translation>सिक्दै</translation>
    </message>
    <message>
      <source>Choosing thresholds</source>
      <translation>सीमा मान छान्दै</translation>
    </message>
    <message>
      <source>Scoring</source>
      <translation>अङ्क दिँदै</translation>
    </message>
    <message>
      <source>Comparing with interpolation</source>
      <translation>इन्टरपोलेसनसँग तुलना गर्दै</translation>
    </message>
    <message>
      <source>Writing the model</source>
      <translation>मोडेल लेख्दै</translation>
    </message>
    <message>
      <source>Done</source>
      <translation>सकियो</translation>
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
      <source>Reading the networks</source>
      <translation>नेटवर्कहरू पढिँदैछन्</translation>
    </message>
    <message>
      <source>Trying the networks</source>
      <translation>नेटवर्कहरू चलाएर हेरिँदैछन्</translation>
    </message>
    <message>
      <source>Copying the networks</source>
      <translation>नेटवर्कहरू प्रतिलिपि हुँदैछन्</translation>
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
      <source>Combined</source>
      <translation>जोडियो</translation>
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
      <source>No program is registered for this kind of file</source>
      <translation>यस्तो फाइलका लागि कुनै प्रोग्राम दर्ता छैन</translation>
    </message>
    <message>
      <source>Open it by hand</source>
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
      <source>Remove this run from the list; its layers and files stay</source>
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
      <source>Remove the layers of this run from the project and delete its files?</source>
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
      <source>Stopped; started again, it continues from there</source>
      <translation>रोकियो; फेरि सुरु गर्दा त्यहीँबाट अघि बढ्छ</translation>
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
      <source>Ending with the best…</source>
      <translation>उत्तमसँगै अन्त्य हुँदैछ…</translation>
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
      <source>Waiting, {} ahead of it</source>
      <translation>पर्खाइमा, अगाडि {}</translation>
    </message>
    <message>
      <source>mean IoU {}</source>
      <translation>औसत IoU {}</translation>
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
      <source>The environment variable SATDL_PYTHON points to this Python; Sat DL does not manage it</source>
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
      <source>Checks everything a run needs and tries a network</source>
      <translation>चलाउन चाहिने सबै कुरा हेर्छ र एउटा नेटवर्क चलाएर हेर्छ</translation>
    </message>
    <message>
      <source>Unloads models that are kept for the next run, also from the GPU</source>
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
      <source>Location:</source>
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
      <source>Reinstalls everything, and replaces the old runtime once the new one works</source>
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
      <source>Python 3.9 or newer to create the runtime with</source>
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
      <source>Before the first run, Sat DL installs what deep learning needs in a folder of its own. QGIS itself is not changed, and a crash there cannot take your project down. This is done once and needs an internet connection.</source>
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
      <source>Finds classes and draws polygons with ready-made models. About {}.</source>
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
      <source>Models that were kept in memory have been unloaded.</source>
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
      <source>A run is in progress. Wait until it ends, or cancel it first.</source>
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
      <source>Stopped. Nothing incomplete was left behind.</source>
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
      <source>The runtime has been removed.</source>
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
      <source>Trained on</source>
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
      <source>Overlap with the reference (IoU) in scenes that were not used for training.</source>
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
      <source>about {} per pixel</source>
      <translation>प्रति पिक्सेल करिब {}</translation>
    </message>
    <message>
      <source>How certain the model has to be, 0 to 1. Higher values find less but are more reliable; the model's own value is {}.</source>
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
      <source>The layer is too coarse: {} per pixel, and the model needs about {}.</source>
      <translation>तह धेरै मोटो छ: प्रति पिक्सेल {}, र मोडेललाई करिब {} चाहिन्छ।</translation>
    </message>
    <message>
      <source>The layer ({} per pixel) is coarser than what the model was trained on ({}): expect a rough result.</source>
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
      <source>Its classes are known after the first run.</source>
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
      <source>How far an outline may move on the ground; 0 keeps every corner. Neighbours still share their borders.</source>
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
      <source>How certain the model is, one band per class: a file several times the size.</source>
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
      <source>Right-angled</source>
      <translation>समकोणी</translation>
    </message>
    <message>
      <source>&amp;Fast</source>
      <translation>छिटो</translation>
    </message>
    <message>
      <source>Predicts every pixel once, without seams.</source>
      <translation>हरेक पिक्सेल एक पटक हेरिन्छ, जोर्नी नदेखिने गरी।</translation>
    </message>
    <message>
      <source>&amp;Balanced</source>
      <translation>सन्तुलित</translation>
    </message>
    <message>
      <source>Averages 8 flips and rotations: steadier outlines.</source>
      <translation>८ वटा पल्टाइ र घुमाइको औसत: स्थिर रूपरेखा।</translation>
    </message>
    <message>
      <source>Bes&amp;t</source>
      <translation>उत्तम</translation>
    </message>
    <message>
      <source>Also averages the scales that improve this model, for final results.</source>
      <translation>यो मोडेल सुधार्ने स्केलहरूको पनि औसत लिन्छ, अन्तिम नतिजाका लागि।</translation>
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
      <source>The model's classes are known after its first run.</source>
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
      <source>Pixels to train on</source>
      <translation>तालिमका पिक्सेल</translation>
    </message>
    <message>
      <source>Set aside</source>
      <translation>छुट्याइएको</translation>
    </message>
    <message>
      <source>Hide what the check has found</source>
      <translation>जाँचले भेटेको कुरा लुकाउने</translation>
    </message>
    <message>
      <source>Checking…</source>
      <translation>जाँच हुँदैछ…</translation>
    </message>
    <message>
      <source>Not ready to train yet.</source>
      <translation>अहिले यसमा तालिम दिन सकिँदैन।</translation>
    </message>
    <message>
      <source>Checking</source>
      <translation>जाँच हुँदैछ</translation>
    </message>
    <message>
      <source>Warning</source>
      <translation>चेतावनी</translation>
    </message>
    <message>
      <source>Ready to train, but read the warnings.</source>
      <translation>यसमा तालिम दिन सकिन्छ, तर चेतावनी पढ्नुहोस्।</translation>
    </message>
    <message>
      <source>Ready to train.</source>
      <translation>यसमा तालिम दिन सकिन्छ।</translation>
    </message>
    <message>
      <source>{} of {} blocks of ground are set aside; the rest makes about {} patches.</source>
      <translation>{1} मध्ये {0} भू-खण्ड छुट्याइएका छन्; बाँकीबाट करिब {2} टुक्रा बन्छन्।</translation>
    </message>
    <message>
      <source>Training takes at most about {}, and {} of disk space while it runs.</source>
      <translation>बढीमा करिब {} लाग्छ, र चल्दा डिस्कमा {} लिन्छ।</translation>
    </message>
    <message>
      <source>Bands: {}; {} m per pixel.</source>
      <translation>ब्यान्ड: {}; प्रति पिक्सेल {} m।</translation>
    </message>
    <message>
      <source>Bands: {}.</source>
      <translation>ब्यान्ड: {}।</translation>
    </message>
    <message>
      <source>Epoch {}</source>
      <translation>इपोक {}</translation>
    </message>
    <message>
      <source>{}: {}</source>
      <translation>{}: {}</translation>
    </message>
    <message>
      <source>Choose rasters</source>
      <translation>रास्टरहरू छान्ने</translation>
    </message>
    <message>
      <source>One raster or several with the same bands</source>
      <translation>उही ब्यान्ड भएका एक वा धेरै रास्टर</translation>
    </message>
    <message>
      <source>Choose a layer</source>
      <translation>तह छान्ने</translation>
    </message>
    <message>
      <source>Polygons with a class each, or a class raster</source>
      <translation>हरेकमा वर्ग भएका बहुभुज, वा वर्ग रास्टर</translation>
    </message>
    <message>
      <source>The field with the ids or names of the classes</source>
      <translation>वर्गको नम्बर वा नाम भएको फिल्ड</translation>
    </message>
    <message>
      <source>The rasters are labelled completely</source>
      <translation>रास्टरहरूमा सबै लेबल गरिएको छ</translation>
    </message>
    <message>
      <source>Polygons inside which everything is labelled; what is outside is ignored</source>
      <translation>सबै लेबल गरिएका बहुभुज; बाहिरको कुरा हेरिँदैन</translation>
    </message>
    <message>
      <source>Choose the rasters to train on.</source>
      <translation>सिक्ने रास्टरहरू छान्नुहोस्।</translation>
    </message>
    <message>
      <source>Choose the layer with your labels.</source>
      <translation>लेबल भएको तह छान्नुहोस्।</translation>
    </message>
    <message>
      <source>Choose the field with the classes.</source>
      <translation>वर्ग भएको फिल्ड छान्नुहोस्।</translation>
    </message>
    <message>
      <source>The labels cannot be one of the rasters to train on.</source>
      <translation>सिक्ने रास्टर नै लेबल हुन सक्दैन।</translation>
    </message>
    <message>
      <source>Rasters</source>
      <translation>रास्टरहरू</translation>
    </message>
    <message>
      <source>Labels</source>
      <translation>लेबलहरू</translation>
    </message>
    <message>
      <source>Field with the classes</source>
      <translation>वर्ग भएको फिल्ड</translation>
    </message>
    <message>
      <source>Labelled area</source>
      <translation>लेबल गरिएको क्षेत्र</translation>
    </message>
    <message>
      <source>Starting from a model trained on similar images needs fewer labels and less time</source>
      <translation>मिल्दोजुल्दो तस्बिर चिन्ने मोडेलबाट सुरु गर्दा कम लेबल र कम समय चाहिन्छ</translation>
    </message>
    <message>
      <source>Name of the model in the list of models</source>
      <translation>मोडेलको सूचीमा यसको नाम</translation>
    </message>
    <message>
      <source>no limit</source>
      <translation>सीमा छैन</translation>
    </message>
    <message>
      <source>Longest time of training, over all runs under this name</source>
      <translation>तालिमको अधिकतम समय, यस नामका सबै रन जोडेर</translation>
    </message>
    <message>
      <source>Most epochs of 100 batches; training ends sooner when the scores stop improving</source>
      <translation>१०० सिकाइ चरणका चक्र अधिकतम कति; राम्रो हुन छोडेपछि चाँडै सकिन्छ</translation>
    </message>
    <message>
      <source>Enter a model name of letters, digits, spaces, dots, dashes and underscores.</source>
      <translation>मोडेललाई अक्षर, अङ्क, खाली ठाउँ, थोप्लो, ड्यास र अन्डरस्कोर भएको नाम दिनुहोस्।</translation>
    </message>
    <message>
      <source>Set a time limit or a number of epochs.</source>
      <translation>अधिकतम समय वा इपोकको सङ्ख्या दिनुहोस्।</translation>
    </message>
    <message>
      <source>Nothing (a new network)</source>
      <translation>केहीबाट होइन (नयाँ नेटवर्क)</translation>
    </message>
    <message>
      <source>More</source>
      <translation>थप</translation>
    </message>
    <message>
      <source>same as the first raster</source>
      <translation>पहिलो रास्टरकै</translation>
    </message>
    <message>
      <source>Pixel size the network is trained for</source>
      <translation>नेटवर्कलाई तालिम दिइने पिक्सेलको आकार</translation>
    </message>
    <message>
      <source>The same seed sets the same ground aside</source>
      <translation>उही सङ्ख्याले उही भू-खण्ड छुट्याउँछ</translation>
    </message>
    <message>
      <source>Classes may overlap</source>
      <translation>वर्गहरू खप्टिन सक्छन्</translation>
    </message>
    <message>
      <source>A place may belong to several classes, such as a vehicle on a road</source>
      <translation>एउटै ठाउँ धेरै वर्गमा पर्न सक्छ, जस्तै सडकमाथिको गाडी</translation>
    </message>
    <message>
      <source>Light, for any computer.</source>
      <translation>हलुका, जुनसुकै कम्प्युटरका लागि।</translation>
    </message>
    <message>
      <source>Sees farther around each pixel; takes about twice as long.</source>
      <translation>हरेक पिक्सेल वरिपरि टाढासम्म देख्छ; करिब दोब्बर समय लाग्छ।</translation>
    </message>
    <message>
      <source>64 feature maps throughout, for many bands; needs a GPU.</source>
      <translation>सबैतिर ६४ फिचर म्याप, धेरै ब्यान्डका लागि; GPU चाहिन्छ।</translation>
    </message>
    <message>
      <source>Start from</source>
      <translation>यसबाट सुरु</translation>
    </message>
    <message>
      <source>Network</source>
      <translation>नेटवर्क</translation>
    </message>
    <message>
      <source>Name of the model</source>
      <translation>मोडेलको नाम</translation>
    </message>
    <message>
      <source>Time limit</source>
      <translation>समय सीमा</translation>
    </message>
    <message>
      <source>Maximum epochs</source>
      <translation>अधिकतम इपोक</translation>
    </message>
    <message>
      <source>There is a model “{}” already; choose another name.</source>
      <translation>मोडेल “{}” पहिल्यै छ; अर्को नाम छान्नुहोस्।</translation>
    </message>
    <message>
      <source>Check</source>
      <translation>जाँच्ने</translation>
    </message>
    <message>
      <source>Says in seconds what would be trained on; nothing is trained yet.</source>
      <translation>केबाट सिकिन्छ भन्ने केही सेकेन्डमा बताउँछ; तालिम हुँदैन।</translation>
    </message>
    <message>
      <source>Training needs PyTorch, which the runtime does not have yet.</source>
      <translation>तालिमलाई PyTorch चाहिन्छ, जुन रनटाइममा अहिले छैन।</translation>
    </message>
    <message>
      <source>Set up training…</source>
      <translation>तालिम तयार पार्ने…</translation>
    </message>
    <message>
      <source>Discard the stopped training…</source>
      <translation>सिकेको कुरा हटाउने…</translation>
    </message>
    <message>
      <source>Check a training</source>
      <translation>तालिम जाँच्ने</translation>
    </message>
    <message>
      <source>Train a model</source>
      <translation>मोडेललाई तालिम</translation>
    </message>
    <message>
      <source>A network learns the classes of your polygons. Label everything in a part of the image and choose that part as the labelled area: what is outside is not used.</source>
      <translation>नेटवर्कले तपाईंका बहुभुजका वर्ग सिक्छ। तस्बिरको एक भागमा सबै कुरा लेबल गर्नुहोस्, र त्यो भाग कुन हो भन्नुहोस्: त्यसबाहिर केही सिकिँदैन।</translation>
    </message>
    <message>
      <source>A training of this name is in progress; choose another name.</source>
      <translation>यही नामको तालिम चलिरहेको छ; अर्को नाम छान्नुहोस्।</translation>
    </message>
    <message>
      <source>About {} at most.</source>
      <translation>बढीमा करिब {}।</translation>
    </message>
    <message>
      <source>A training of “{}” was stopped. With the same data and settings it continues from there.</source>
      <translation>“{}” को तालिम रोकिएको थियो। उही डाटा र सेटिङमा त्यहीँबाट अघि बढ्छ।</translation>
    </message>
    <message>
      <source>Delete the progress of the stopped training of “{}”?</source>
      <translation>“{}” को रोकिएको तालिमले सिकेको कुरा मेटाउने?</translation>
    </message>
    <message>
      <source>{} · training</source>
      <translation>{} · तालिम</translation>
    </message>
    <message>
      <source>Intersection over union by epoch</source>
      <translation>इपोकअनुसार IoU</translation>
    </message>
    <message>
      <source>Loss by epoch</source>
      <translation>इपोकअनुसार लस</translation>
    </message>
    <message>
      <source>Hide this training; its model and report stay</source>
      <translation>यो तालिम लुकाउने; मोडेल र प्रतिवेदन रहिरहन्छन्</translation>
    </message>
    <message>
      <source>Stop and keep the best</source>
      <translation>रोकेर उत्तम राख्ने</translation>
    </message>
    <message>
      <source>Ends training after this batch and saves the best epoch as the model</source>
      <translation>यो चरणपछि तालिम अन्त्य गरी उत्तम इपोकको मोडेल बनाउँछ</translation>
    </message>
    <message>
      <source>Stops without saving a model; started again under the same name, training continues from here</source>
      <translation>मोडेल नबनाई रोक्छ; उही नाममा फेरि सुरु गर्दा यहीँबाट अघि बढ्छ</translation>
    </message>
    <message>
      <source>Show the model</source>
      <translation>मोडेल देखाउने</translation>
    </message>
    <message>
      <source>training</source>
      <translation>तालिम</translation>
    </message>
    <message>
      <source>validation</source>
      <translation>प्रमाणीकरण</translation>
    </message>
    <message>
      <source>IoU</source>
      <translation>IoU</translation>
    </message>
    <message>
      <source>Loss</source>
      <translation>लस</translation>
    </message>
    <message>
      <source>Done in {}</source>
      <translation>{} मा सकियो</translation>
    </message>
    <message>
      <source>mean</source>
      <translation>औसत</translation>
    </message>
    <message>
      <source>mean IoU {} on ground that was not used for training</source>
      <translation>तालिममा नपरेको भूभागमा औसत IoU {}</translation>
    </message>
    <message>
      <source>Epoch {} of {}</source>
      <translation>{1} मध्ये इपोक {0}</translation>
    </message>
    <message>
      <source>best so far: mean IoU {} in epoch {}</source>
      <translation>अहिलेसम्म उत्तम: औसत IoU {}, इपोक {}</translation>
    </message>
    <message>
      <source>time is known after the first run</source>
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
      <source>About {} of disk space is needed, and {} is free in {}.</source>
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
      <source>Ignore polygons that are not selected</source>
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
      <source>A server renders this layer for any place, so it has no fixed extent.</source>
      <translation>सर्भरले यो तह जुनसुकै ठाउँका लागि कोर्छ, त्यसैले यसको अन्त्य छैन।</translation>
    </message>
    <message>
      <source>The layer has no position on the map, so no part of it can be chosen.</source>
      <translation>नक्सामा तहको स्थान छैन, त्यसैले यसको भाग छान्न सकिँदैन।</translation>
    </message>
    <message>
      <source>Drag a rectangle on the map. Press Escape to cancel.</source>
      <translation>नक्सामा आयत कोर्नुहोस्। Escape थिच्दा छोडिन्छ।</translation>
    </message>
    <message>
      <source>No rectangle is drawn yet.</source>
      <translation>अहिलेसम्म आयत कोरिएको छैन।</translation>
    </message>
    <message>
      <source>The map shows a place outside the layer.</source>
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
      <source>Put it back, or right-click the layer in the list of layers and choose “Repair Data Source…”</source>
      <translation>फिर्ता राख्नुहोस्, वा तहहरूको सूचीमा तहमा दायाँ क्लिक गरी “Repair Data Source…” छान्नुहोस्</translation>
    </message>
    <message>
      <source>Its source was moved, does not answer or cannot be read</source>
      <translation>यसको स्रोत सारिएको छ, जवाफ दिँदैन वा पढ्न सकिँदैन</translation>
    </message>
    <message>
      <source>The layer “{}” cannot be opened</source>
      <translation>तह “{}” खोल्न सकिएन</translation>
    </message>
    <message>
      <source>QGIS cannot read its file {}</source>
      <translation>QGIS ले यसको फाइल {} पढ्न सकेन</translation>
    </message>
    <message>
      <source>Its file {} is missing</source>
      <translation>यसको फाइल {} भेटिएन</translation>
    </message>
    <message>
      <source>Automatic</source>
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
      <source>Networks and sets of them (*.onnx *.set.json)</source>
      <translation>नेटवर्क र समूहहरू (*.onnx *.set.json)</translation>
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
      <source>For each class: intersection over union, precision, recall and F1, all 0 to 1, and the classes its pixels were mistaken for. Classes are compared by their ids. Pixels that are nodata (255) on either side, or outside the extent or the mask, are not counted.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Class raster of “Segment raster” or “Clean classes”, or polygons with class_id or class_name. Rejected polygons are left out.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Reference</source>
      <translation>सन्दर्भ</translation>
    </message>
    <message>
      <source>The truth: a class raster with the same ids, on any grid and in any CRS (the nearest pixel is used), or polygons, the last of which counts where they overlap. Where there is no polygon the reference is background, so set the mask to the area that is completely labelled. The input or the reference has to be a raster.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>For a polygon reference: the field with the class ids or names. If empty, class_id or else class_name is used. Areas under polygons without a class are not counted.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Also scores whole objects, which are pixels of one class that touch along an edge: an object is found if its intersection over union with an object of the reference is at least 0.5.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Polygons, in any CRS, around what the reference covers completely. Only pixels whose centre is inside count.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Table with one row per class: scores (0 to 1, empty where undefined), reference, predicted and correct pixels, and as_1, as_2 …: pixels that were predicted as class 1, 2 ….</source>
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
      <source>Share of all pixels that have the right class</source>
      <translation>सही वर्ग पाएका पिक्सेलको हिस्सा</translation>
    </message>
    <message>
      <source>confusion matrix,iou,jaccard,f1,precision,recall,validation,ground truth,score</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Also score whole objects</source>
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
      <source>Only what is inside this rectangle counts, in any CRS; everything if empty.</source>
      <translation>यो आयतभित्र पर्ने भाग मात्र गनिन्छ, जुनसुकै CRS मा; खाली भए सबै।</translation>
    </message>
    <message>
      <source>A page with charts and tables, as one self-contained HTML file.</source>
      <translation>चार्ट र तालिका भएको पृष्ठ, अरू नचाहिने एउटै HTML फाइल।</translation>
    </message>
    <message>
      <source>Choose the field with the classes</source>
      <translation>वर्ग भएको फिल्ड छान्नुहोस्</translation>
    </message>
    <message>
      <source>The input</source>
      <translation>इनपुट</translation>
    </message>
    <message>
      <source>HTML files (*.html)</source>
      <translation>HTML फाइल (*.html)</translation>
    </message>
    <message>
      <source>Layer “{}”</source>
      <translation>तह “{}”</translation>
    </message>
    <message>
      <source>It is neither a raster nor a polygon layer</source>
      <translation>यो न रास्टर हो न बहुभुज तह</translation>
    </message>
    <message>
      <source>Choose another layer</source>
      <translation>अर्को तह छान्नुहोस्</translation>
    </message>
    <message>
      <source>{} has no field “{}”</source>
      <translation>{} मा “{}” फिल्ड छैन</translation>
    </message>
    <message>
      <source>{} has no field with classes: {} or {}</source>
      <translation>{} मा वर्ग भएको फिल्ड छैन: {} वा {}</translation>
    </message>
    <message>
      <source>Its fields are {}</source>
      <translation>यसका फिल्ड: {}</translation>
    </message>
    <message>
      <source>Layer “{}” has no classes</source>
      <translation>तह “{}” मा वर्ग छैन</translation>
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
      <source>Areas are in m² and hectares on the ellipsoid, whatever the CRS. A share (0 to 1) refers to the area with data; nodata (255) does not count. An object counts in every zone it reaches into.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>The layer of zones</source>
      <translation>क्षेत्रहरूको तह</translation>
    </message>
    <message>
      <source>Class raster of “Segment raster” or “Clean classes”, or polygons with class_id or class_name. Rejected polygons are left out; shares of polygons refer to the zone, or to all polygons.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Polygons, such as districts, in any CRS. Each is counted separately, even where they overlap. If empty, everything is one zone.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Polygons with the same name are one zone. If empty, they are numbered.</source>
      <translation>एउटै नामका बहुभुज एउटै क्षेत्र हुन्; खाली छोड्दा तिनलाई क्रमाङ्क दिइन्छ।</translation>
    </message>
    <message>
      <source>Only what is inside these polygons counts, in any CRS; of a raster, the pixels whose centre is inside.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Areas</source>
      <translation>क्षेत्रफल</translation>
    </message>
    <message>
      <source>Table with one row per zone and class: objects, area_m2 (m² on the ellipsoid), area_ha (hectares), share (0 to 1) and valid_m2, the area the share refers to.</source>
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
      <source>One or more rasters with the same bands; CRS and pixels may differ. Either these or a folder is required.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Maximum number of passes over all chips. 0 means no limit and requires a time limit in minutes.</source>
      <translation>सबै टुक्राका चक्र अधिकतम कति। ० भनेको सीमा छैन, तब मिनेटमा समय सीमा चाहिन्छ।</translation>
    </message>
    <message>
      <source>A whole number; the same seed draws the same chips and sets the same ones aside.</source>
      <translation>पूर्ण सङ्ख्या; उहीले उही टुक्रा छान्छ र उही छुट्याउँछ।</translation>
    </message>
    <message>
      <source>Validation (%)</source>
      <translation>प्रमाणीकरण (%)</translation>
    </message>
    <message>
      <source>How many percent of the chips are set aside for validation, approximately.</source>
      <translation>अङ्कका लागि करिब कति प्रतिशत टुक्रा छुट्याइन्छ।</translation>
    </message>
    <message>
      <source>Input rasters</source>
      <translation>इनपुट रास्टरहरू</translation>
    </message>
    <message>
      <source>Folder of rasters</source>
      <translation>रास्टरको फोल्डर</translation>
    </message>
    <message>
      <source>Chips trained on</source>
      <translation>सिकिएका टुक्रा</translation>
    </message>
    <message>
      <source>Side of a chip (pixels)</source>
      <translation>टुक्राको छेउ (पिक्सेल)</translation>
    </message>
    <message>
      <source>Width and height of the chips in pixels; smaller where no raster is that large.</source>
      <translation>टुक्राको चौडाइ र उचाइ पिक्सेलमा; त्यति ठूलो रास्टर नभए कम।</translation>
    </message>
    <message>
      <source>Maximum number of chips</source>
      <translation>अधिकतम टुक्रा</translation>
    </message>
    <message>
      <source>A whole number; of more chips than this, a random selection is used.</source>
      <translation>यो सङ्ख्याभन्दा बढी टुक्रा भए जथाभावी घटाइन्छ।</translation>
    </message>
    <message>
      <source>Batch size (chips)</source>
      <translation>ब्याच आकार (चिप)</translation>
    </message>
    <message>
      <source>Chips per training step, a whole number. Smaller batches need less memory.</source>
      <translation>एकैचोटि कति टुक्राबाट सिकिन्छ, पूर्ण सङ्ख्या। कम हुँदा कम मेमोरी चाहिन्छ।</translation>
    </message>
    <message>
      <source>There is nothing to train on</source>
      <translation>सिक्ने कुरा केही छैन</translation>
    </message>
    <message>
      <source>Neither rasters nor a folder of rasters is given</source>
      <translation>न रास्टर न रास्टरको फोल्डर दिइएको छ</translation>
    </message>
    <message>
      <source>Choose one of the two</source>
      <translation>दुईमध्ये एउटा छान्नुहोस्</translation>
    </message>
    <message>
      <source>Choose a folder of rasters, or rasters</source>
      <translation>रास्टरको फोल्डर वा रास्टरहरू छान्नुहोस्</translation>
    </message>
    <message>
      <source>There is no folder {}</source>
      <translation>फोल्डर {} छैन</translation>
    </message>
    <message>
      <source>Classify pixels</source>
      <translation>पिक्सेल वर्गीकरण</translation>
    </message>
    <message>
      <source>Assigns every pixel of an image a class, by its values alone.</source>
      <translation>तस्बिरको हरेक पिक्सेललाई त्यसका मानबाट मात्र वर्ग दिन्छ।</translation>
    </message>
    <message>
      <source>Needs a classifier made by “Train pixel classifier” and a raster with the same bands and the same kind of values. The class raster has the pixels, extent and CRS of the input; 0 is no class, 255 is nodata. “Clean classes” removes speckle, “Polygonize classes” turns it into polygons.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Input raster</source>
      <translation>इनपुट रास्टर</translation>
    </message>
    <message>
      <source>A raster of any size and CRS with the bands of the classifier, which are matched by name or number. Pixels that are nodata, transparent or masked get no class. Server layers (XYZ, WMS, WCS) are copied first and need an extent.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Path of the model that “Train pixel classifier” wrote, or name of an installed one.</source>
      <translation>“पिक्सेल वर्गीकारकलाई तालिम” ले लेखेको मोडेलको मार्ग, वा स्थापित मोडेलको नाम।</translation>
    </message>
    <message>
      <source>random forest,logistic regression,supervised classification,land cover,spectral,onnx</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Classifier</source>
      <translation>वर्गीकारक</translation>
    </message>
    <message>
      <source>Clean classes</source>
      <translation>वर्ग सफाइ</translation>
    </message>
    <message>
      <source>Removes small objects and holes of a class raster and smooths its edges.</source>
      <translation>वर्ग रास्टरका साना वस्तु र प्वाल हटाउँछ र किनारा चिल्लो बनाउँछ।</translation>
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
      <source>8-bit GeoTIFF on the pixels of the input; 255 is nodata.</source>
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
      <source>Saves several models as a set that is used like one model.</source>
      <translation>धेरै नेटवर्कलाई एउटै मोडेलका रूपमा बचत गर्छ, जुन एउटै भएर छानिन्छ र चल्छ।</translation>
    </message>
    <message>
      <source>A class is the mean of all members that have it, or comes from a single member. Members may differ in bands, resolution (metres per pixel) and classes; each gets its own bands of the raster. The set refers to installed models and checks that they have not changed; files from elsewhere are imported first.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Members of the set, separated by semicolons: names of installed models, or paths of ONNX files.</source>
      <translation>समूहका नेटवर्कहरू, अर्धविरामले छुट्याएर: स्थापित मोडेलका नाम वा ONNX फाइलका मार्ग।</translation>
    </message>
    <message>
      <source>Letters, digits, spaces, dots, dashes and underscores.</source>
      <translation>छान्ने नाम: अक्षर, अङ्क, खाली ठाउँ, थोप्लो, ड्यास, अन्डरस्कोर।</translation>
    </message>
    <message>
      <source>How classes are combined: 0 average, 1 each class from one model.</source>
      <translation>वर्ग कसरी बन्छ: ० औसत, १ हरेक वर्ग एउटा मोडेलबाट।</translation>
    </message>
    <message>
      <source>Replaces an existing set of the same name.</source>
      <translation>उही नामको समूहको सट्टा राख्ने कि नराख्ने।</translation>
    </message>
    <message>
      <source>Weight of each model in the mean, in the order of the models and above 0: “2; 1” counts the first twice as much. Equal weights if empty.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Scales at which each model runs and is averaged; 1 is the resolution it was trained at. “1 0.5” is for all models, “1 0.5; 1” for one after the other. If empty, every model runs at 1, and at the scales of its card with the quality best.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Minimum probability, 0 to 1, for a pixel to get a class of the set: “building=0.4; road=off”, where “off” leaves a class out. Other classes get the mean of the models' thresholds.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>ensemble,average,set,per class,networks,weights,scales</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Name of the set</source>
      <translation>समूहको नाम</translation>
    </message>
    <message>
      <source>Combine by</source>
      <translation>जोड्ने तरिका</translation>
    </message>
    <message>
      <source>Replace a set of the same name</source>
      <translation>उही नामको समूहको सट्टा राख्ने</translation>
    </message>
    <message>
      <source>Saved set</source>
      <translation>बचत गरिएको समूह</translation>
    </message>
    <message>
      <source>Weights</source>
      <translation>तौलहरू</translation>
    </message>
    <message>
      <source>Thresholds per class</source>
      <translation>प्रति वर्ग सीमा मान</translation>
    </message>
    <message>
      <source>The set has no name</source>
      <translation>समूहको नाम छैन</translation>
    </message>
    <message>
      <source>Enter a name</source>
      <translation>छान्नका लागि नाम दिनुहोस्</translation>
    </message>
    <message>
      <source>Per class: each class from the first model that has it</source>
      <translation>वर्गअनुसार: हरेक वर्ग त्यसलाई चिन्ने पहिलो मोडेलबाट</translation>
    </message>
    <message>
      <source>Decrappify</source>
      <translation>Decrappify</translation>
    </message>
    <message>
      <source>Sharpens and cleans a raster with a network trained on sharp imagery.</source>
      <translation>स्पष्ट तस्बिरमा तालिम दिइएको नेटवर्कले रास्टरलाई तीखो र सफा बनाउँछ।</translation>
    </message>
    <message>
      <source>The network was trained on sharp imagery that had been blurred, coarsened and made noisy. Averaged to the pixels of the input, the result of an x2 or x4 model is the input again, but finer detail is a guess: it is for viewing and drawing, not for measuring. Bands that the network does not know, such as near infrared, get the detail of those it does, so that indices still work. Nodata stays nodata and does not blur into its neighbours.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Imagery of any band count, data type and CRS; red, green and blue are found by name. Server layers (XYZ, WMS, WCS) are copied first and need an extent.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>super-resolution,sharpen,deblur,denoise,jpeg,repair,onnx</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Deep image prior</source>
      <translation>डिप इमेज प्रायर</translation>
    </message>
    <message>
      <source>Makes a raster finer, removes its noise, or fills its gaps.</source>
      <translation>रास्टरलाई मसिनो बनाउँछ, नोइज हटाउँछ, वा खाली ठाउँ भर्छ।</translation>
    </message>
    <message>
      <source>A small network is fitted to this raster alone, all bands together; no other image is involved. It stops by itself before it learns the noise. The result agrees with the input, but detail finer than the pixels of the input is a guess: it is for viewing and drawing, not for measuring. A stopped run continues where it was. Needs the runtime for training (PyTorch).</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Imagery of any band count and data type. Nodata, alpha and mask bands are kept as they are. Server layers (XYZ, WMS, WCS) are copied first and need an extent.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>0 super-resolve, 1 denoise, 2 fill nodata. Gaps are filled up to 32 pixels from the nearest valid pixel; valid pixels keep their values.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Super-resolve only: result pixels per input pixel along each side; 2 turns 10 m pixels into 5 m. Time and disk space grow with the square of it.</source>
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
      <translation>धेरै र मसिना पिक्सेल</translation>
    </message>
    <message>
      <source>Denoise: the same pixels without noise</source>
      <translation>नोइज हटाउने: उही पिक्सेल, नोइजबिना</translation>
    </message>
    <message>
      <source>Fill nodata: gaps and stripes</source>
      <translation>डाटा नभएको भर्ने: खाली ठाउँ र धर्का</translation>
    </message>
    <message>
      <source>Describe model</source>
      <translation>मोडेलको वर्णन</translation>
    </message>
    <message>
      <source>Writes a page that describes a model: bands, resolution, classes, scores.</source>
      <translation>नेटवर्कको व्याख्या गर्ने पृष्ठ लेख्छ: ब्यान्ड, रिजोल्युसन, वर्ग, अङ्क।</translation>
    </message>
    <message>
      <source>The page lists the bands the model needs and its resolution (metres per pixel), the classes it finds with their thresholds (0 to 1) and cleaning rules (pixels, m²), its scores, its licence, and where each fact was read.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Name of an installed model, or path of an ONNX file or of a set.</source>
      <translation>स्थापित मोडेलको नाम, वा ONNX फाइल वा समूहको मार्ग।</translation>
    </message>
    <message>
      <source>The page, one HTML file.</source>
      <translation>पृष्ठ, एउटा HTML फाइल।</translation>
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
      <translation>तयारी</translation>
    </message>
    <message>
      <source>Analyse</source>
      <translation>विश्लेषण</translation>
    </message>
    <message>
      <source>Choose a class raster that is a file</source>
      <translation>फाइलमा रहेको वर्ग रास्टर छान्नुहोस्</translation>
    </message>
    <message>
      <source>Set an extent</source>
      <translation>विस्तार दिनुहोस्</translation>
    </message>
    <message>
      <source>No model is given</source>
      <translation>मोडेल दिइएको छैन</translation>
    </message>
    <message>
      <source>Enter it as xmin,xmax,ymin,ymax [EPSG:code], or leave it empty</source>
      <translation>xmin,xmax,ymin,ymax [EPSG:code] का रूपमा दिनुहोस्, वा खाली छोड्नुहोस्</translation>
    </message>
    <message>
      <source>Choose a file, or use a temporary one</source>
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
      <source>Layer “{}” has no values, only a rendered image</source>
      <translation>तह “{}” मा मान छैन, तस्बिर मात्र छ</translation>
    </message>
    <message>
      <source>A server renders it (provider {})</source>
      <translation>यसलाई सर्भरले कोर्छ (प्रदायक {})</translation>
    </message>
    <message>
      <source>Layer “{}” has no fixed extent</source>
      <translation>तह “{}” को अन्त्य छैन</translation>
    </message>
    <message>
      <source>A server renders it for any extent (provider {})</source>
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
      <translation>रास्टरलाई चरणमा सुधार गर्छ, जस्तै डिप इमेज प्रायर, त्यसपछि Decrappify।</translation>
    </message>
    <message>
      <source>Each step works on the result of the previous one, and scales multiply: two steps of x2 turn 10 m pixels into 2.5 m. The result is compared with the input, not with the steps between. Detail finer than the pixels of the input is a guess: it is for viewing and drawing, not for measuring. Needs the runtime for training (PyTorch).</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Imagery of any band count, data type and CRS. Server layers (XYZ, WMS, WCS) are copied first and need an extent.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Steps in this order, separated by semicolons: “prior” removes noise or makes finer pixels with a deep image prior (see Scale), “denoise” and “fill” are its other tasks, and “decrappify” runs the model. A step may be repeated.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>For each step “prior”: pixels of its result per pixel along each side. 1 keeps the pixels and only removes their noise, so that the model sharpens borders and not noise. Time and disk space grow with the square of the scales of all steps together.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>super-resolution,sharpen,denoise,chain,prior,decrappify,fields</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>No step is given</source>
      <translation>कुनै चरण दिइएको छैन</translation>
    </message>
    <message>
      <source>Step “{}” is unknown</source>
      <translation>चरण “{}” अज्ञात छ</translation>
    </message>
    <message>
      <source>Use one or more of {}</source>
      <translation>यीमध्ये प्रयोग गर्नुहोस्: {}</translation>
    </message>
    <message>
      <source>Polygons in any CRS; pixels outside them become nodata.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Side of the square tiles that are processed one after the other, in pixels of the input; 0 lets Sat DL choose. Smaller tiles need less memory.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>GeoTIFF with the bands, data type, value range, nodata and extent of the input. It is for viewing and drawing, not for measuring.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>How far the result disagrees with the input, per pixel and band, on the input's pixels and in its units: |degraded(output) - input|. Its mean is in the log.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>A model that enhances: the name of an installed model, or the path of an ONNX file. “sharpen” models stay closest to the true values, for people who measure; “decrappify” models look best. x2 and x4 make 2 and 4 times as many pixels along each side; x1 repairs the existing pixels.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Iterations</source>
      <translation>पुनरावृत्ति</translation>
    </message>
    <message>
      <source>Steps of fitting for each tile; 0 stops automatically, which is best.</source>
      <translation>हरेक टाइलमा फिटिङका चरण; ० मा आफैँ रोकिन्छ, यही उत्तम हो।</translation>
    </message>
    <message>
      <source>A whole number; the same seed gives the same result on the same computer.</source>
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
      <source>This version of Sat DL does not include any</source>
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
      <source>It does not output images</source>
      <translation>यसले तस्बिर दिँदैन</translation>
    </message>
    <message>
      <source>Choose a model that enhances</source>
      <translation>सुधार गर्ने मोडेल छान्नुहोस्</translation>
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
      <translation>तालिमका टुक्रा निर्यात</translation>
    </message>
    <message>
      <source>Cuts labelled rasters into chips to train networks on.</source>
      <translation>लेबल गरिएका रास्टरलाई नेटवर्क तालिमका टुक्रामा काट्छ।</translation>
    </message>
    <message>
      <source>Every chip is a GeoTIFF with all bands unchanged, paired with a GeoTIFF of its labels: class ids, and 255 for pixels to ignore, because they are not labelled or have no data. Chips are split by location: blocks of ground are set aside for validation, and chips that overlap both kinds of blocks are left out, so no pixel is in both. Chips without any label are left out as well. A table lists all chips, and a file holds the statistics of bands and classes. The layers are never changed.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>A new or empty folder, or one with earlier chips, which are replaced when everything has been written.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>The layer of labels</source>
      <translation>लेबलहरूको तह</translation>
    </message>
    <message>
      <source>Width and height of the chips in pixels.</source>
      <translation>टुक्राको चौडाइ र उचाइ पिक्सेलमा।</translation>
    </message>
    <message>
      <source>Stride (pixels)</source>
      <translation>चरण दूरी (पिक्सेल)</translation>
    </message>
    <message>
      <source>Distance from one chip to the next in pixels. 0 means the side of a chip; a smaller value makes chips overlap.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>What is written in addition to the pairs of GeoTIFF files: nothing, one file of objects per split (COCO instances), or one text file of outlines per chip (YOLO segmentation).</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>How many percent of the labelled pixels are set aside for validation, approximately.</source>
      <translation>लेबल गरिएका पिक्सेलको करिब कति प्रतिशत छुट्याइन्छ।</translation>
    </message>
    <message>
      <source>A whole number; the same seed sets the same blocks of ground aside.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Writes the chips next to the existing files, which are kept.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>chips,tiles,patches,training,labels,dataset,coco,yolo,samples</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Folder of chips</source>
      <translation>टुक्राको फोल्डर</translation>
    </message>
    <message>
      <source>Number of training chips</source>
      <translation>तालिमका टुक्राको सङ्ख्या</translation>
    </message>
    <message>
      <source>Number of validation chips</source>
      <translation>प्रमाणीकरणका टुक्राको सङ्ख्या</translation>
    </message>
    <message>
      <source>No folder is given for the chips</source>
      <translation>टुक्राका लागि फोल्डर दिइएको छैन</translation>
    </message>
    <message>
      <source>Format</source>
      <translation>ढाँचा</translation>
    </message>
    <message>
      <source>Allow a folder with other files</source>
      <translation>अरू फाइल भएको फोल्डर पनि हुने</translation>
    </message>
    <message>
      <source>Choose a folder, or use a temporary one</source>
      <translation>फोल्डरको नाम दिनुहोस्, वा अस्थायी राख्नुहोस्</translation>
    </message>
    <message>
      <source>Export labels</source>
      <translation>लेबल निर्यात</translation>
    </message>
    <message>
      <source>Writes reviewed polygons as GeoPackage, GeoJSON, COCO or a WKT table.</source>
      <translation>समीक्षा गरिएका बहुभुजलाई GeoPackage, GeoJSON, COCO वा WKT तालिकामा लेख्छ।</translation>
    </message>
    <message>
      <source>GeoJSON is in degrees (WGS 84). COCO describes one image and its objects in pixels, clipped to the image, without holes. The WKT table is that of the Dstl contest, one row per class; with a raster, x runs from 0 to Xmax and y from 0 down to Ymin (without unit, 0.01 for the longer side), which are written next to it; without a raster, coordinates are those of the layer. For chips with images, see “Export training chips”. Needs no runtime.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>A review layer, or other polygons with class_id or class_name.</source>
      <translation>समीक्षा तह, वा class_id वा class_name भएका अरू बहुभुज।</translation>
    </message>
    <message>
      <source>File extensions are .gpkg, .geojson, .json and .csv.</source>
      <translation>फाइलका अन्त्य .gpkg, .geojson, .json र .csv हुन्।</translation>
    </message>
    <message>
      <source>Polygons with another status are left out; by default only polygons that people confirmed are written. If the layer has no field “status”, all polygons are written.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>The image the labels belong to. COCO requires it, a WKT table takes its coordinates from it, and the other formats do not use it.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>The file, with the extension of its format.</source>
      <translation>फाइल, आफ्नो ढाँचाको अन्त्यसहित।</translation>
    </message>
    <message>
      <source>coco,geojson,wkt,dstl,kaggle,annotations,ground truth</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Polygons</source>
      <translation>बहुभुजहरू</translation>
    </message>
    <message>
      <source>Status</source>
      <translation>स्थिति</translation>
    </message>
    <message>
      <source>Raster</source>
      <translation>रास्टर</translation>
    </message>
    <message>
      <source>Number of polygons</source>
      <translation>बहुभुजको सङ्ख्या</translation>
    </message>
    <message>
      <source>No raster is given</source>
      <translation>रास्टर दिइएको छैन</translation>
    </message>
    <message>
      <source>COCO uses the pixel coordinates of an image</source>
      <translation>COCO ले तस्बिरका पिक्सेलमा गन्छ</translation>
    </message>
    <message>
      <source>Choose the raster that the polygons were drawn on</source>
      <translation>बहुभुजहरू जुन रास्टरमा कोरिए त्यही छान्नुहोस्</translation>
    </message>
    <message>
      <source>Writing polygons</source>
      <translation>बहुभुजहरू लेख्दै</translation>
    </message>
    <message>
      <source>No polygon has one of the chosen states, or none lies on the raster</source>
      <translation>कुनै बहुभुजको स्थिति छानिएकोसँग मिल्दैन, वा कुनै रास्टरमा पर्दैन</translation>
    </message>
    <message>
      <source>Programs recognise formats by the file extension</source>
      <translation>प्रोग्रामहरूले फाइलको अन्त्यबाट ढाँचा छुट्याउँछन्</translation>
    </message>
    <message>
      <source>{} polygons written to {}</source>
      <translation>{} बहुभुज {} मा लेखिए</translation>
    </message>
    <message>
      <source>WKT table (Dstl)</source>
      <translation>WKT तालिका (Dstl)</translation>
    </message>
    <message>
      <source>The polygons {!r} cannot be opened</source>
      <translation>बहुभुजहरू {!r} खोल्न सकिएन</translation>
    </message>
    <message>
      <source>{} does not have the extension of its format</source>
      <translation>{} को अन्त्य यसको ढाँचाअनुसार छैन</translation>
    </message>
    <message>
      <source>Use the extension {}</source>
      <translation>अन्त्यमा {} राख्नुहोस्</translation>
    </message>
    <message>
      <source>Import model</source>
      <translation>मोडेल आयात</translation>
    </message>
    <message>
      <source>Checks an ONNX network, completes its card and installs it under a name.</source>
      <translation>ONNX नेटवर्क जाँच्छ, यसको कार्ड पूरा गर्छ र नाम दिएर स्थापना गर्छ।</translation>
    </message>
    <message>
      <source>What the network needs is read from its card, a STAC MLM item or Esri .emd next to it, Deepness metadata or the graph itself; values given here take precedence. The log lists what had to be guessed, such as the resolution in metres per pixel or the class names.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>ONNX file, or the .set.json of a set, whose members are imported with it. Files that could run code (pickles, .pt, .pth) are refused.</source>
      <translation>ONNX फाइल, वा समूहको .set.json, जसका सदस्य पनि सँगै आयात हुन्छन्। कोड चलाउन सक्ने फाइल (pickle, .pt, .pth) लिइँदैन।</translation>
    </message>
    <message>
      <source>Name of the installed model. If empty, the name in its card, or else of the file.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Replaces an installed model of the same name.</source>
      <translation>उही नामको स्थापित मोडेलको सट्टा राख्ने कि नराख्ने।</translation>
    </message>
    <message>
      <source>Resolution (metres per pixel)</source>
      <translation>रिजोल्युसन (प्रति पिक्सेल मिटर)</translation>
    </message>
    <message>
      <source>Metres per pixel the network was trained at; read from the model if empty. If unknown, rasters are used at their own resolution.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Common names of the input bands in their order, for example “red; green; blue; nir”; read or guessed if empty.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Class names in the order of the output channels, for example “background; building; road”; “8=water” also sets the value in the class raster (0 to 254, 0 for the background). Read from the model if empty.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>model card,onnx,network,install,deepness,esri,mlm</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Replace a model of the same name</source>
      <translation>उही नामको मोडेलको सट्टा राख्ने</translation>
    </message>
    <message>
      <source>Installed network</source>
      <translation>स्थापित नेटवर्क</translation>
    </message>
    <message>
      <source>Choose an ONNX file</source>
      <translation>ONNX फाइल छान्नुहोस्</translation>
    </message>
    <message>
      <source>Network {!r} does not exist</source>
      <translation>नेटवर्क {!r} छैन</translation>
    </message>
    <message>
      <source>Import promptable network</source>
      <translation>क्लिक-नेटवर्क आयात</translation>
    </message>
    <message>
      <source>Installs a network that outlines what is clicked, such as SAM.</source>
      <translation>क्लिक गरिएको वस्तु खण्डीकरण गर्ने नेटवर्क स्थापना गर्छ, SAM जस्तै।</translation>
    </message>
    <message>
      <source>Such a network consists of two ONNX files: the encoder looks at the image once, and the decoder answers every click. Exports of SAM and MobileSAM (inputs image_embeddings, point_coords, point_labels) and of EfficientSAM (batched_images, batched_point_coords, batched_point_labels) are supported. Both files are tested on a small generated image first. “Click to segment” on the Review page then uses the network. Sat DL does not download any: check the licence of the one you choose.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Name of the network; if empty, that of the encoder file.</source>
      <translation>चिन्ने नाम; खाली भए एन्कोडर फाइलको।</translation>
    </message>
    <message>
      <source>Replaces an installed network of the same name.</source>
      <translation>उही नामको स्थापित नेटवर्कको सट्टा राख्ने कि नराख्ने।</translation>
    </message>
    <message>
      <source>segment anything,sam,mobilesam,efficientsam,click,prompt,onnx</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Encoder</source>
      <translation>एन्कोडर</translation>
    </message>
    <message>
      <source>ONNX file that encodes the image.</source>
      <translation>तस्बिर हेर्ने ONNX फाइल।</translation>
    </message>
    <message>
      <source>Decoder</source>
      <translation>डिकोडर</translation>
    </message>
    <message>
      <source>ONNX file that turns clicks into outlines.</source>
      <translation>क्लिकको जवाफ दिने ONNX फाइल।</translation>
    </message>
    <message>
      <source>Replace a network of the same name</source>
      <translation>उही नामको नेटवर्कको सट्टा राख्ने</translation>
    </message>
    <message>
      <source>Name of the network</source>
      <translation>नेटवर्कको नाम</translation>
    </message>
    <message>
      <source>ONNX networks (*.onnx)</source>
      <translation>ONNX नेटवर्क (*.onnx)</translation>
    </message>
    <message>
      <source>Import a model first</source>
      <translation>पहिले मोडेल आयात गर्नुहोस्</translation>
    </message>
    <message>
      <source>It is neither next to the set nor among the installed models</source>
      <translation>यो न समूहसँगै छ न स्थापित मोडेलमध्ये</translation>
    </message>
    <message>
      <source>Import it, or delete the set</source>
      <translation>यसलाई आयात गर्नुहोस्, वा समूह मेटाउनुहोस्</translation>
    </message>
    <message>
      <source>Installed models: {}</source>
      <translation>स्थापित मोडेल: {}</translation>
    </message>
    <message>
      <source>Member {} of the set is missing</source>
      <translation>समूहको सदस्य {} छैन</translation>
    </message>
    <message>
      <source>What to label next</source>
      <translation>अब केमा लेबल गर्ने</translation>
    </message>
    <message>
      <source>Ranks tiles of an image by how much labelling them would teach a model.</source>
      <translation>तस्बिरका टाइलहरूलाई, लेबल गर्दा मोडेलले कति सिक्छ, त्यसअनुसार क्रममा राख्छ।</translation>
    </message>
    <message>
      <source>A tile is worth labelling when the models are uncertain about it, when its flips and rotations or several models disagree, and when it looks unlike the tiles ranked before it (brightness, texture and classes). The fields entropy and disagreement are means over the classes in bits, 0 to 1; score is 0 to 1 and rank 1 comes first. Set the field state of each tile to doing and done as you work: training and chip export use the tiles that are done as the labelled area. Tiles with less than a quarter of valid data are left out.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Image to label</source>
      <translation>लेबल गरिने तस्बिर</translation>
    </message>
    <message>
      <source>Imagery of any band count, data type and CRS; nodata is ignored.</source>
      <translation>जति पनि ब्यान्ड, डाटा प्रकार र CRS का तस्बिर; डाटा नभएका मान गनिँदैनन्।</translation>
    </message>
    <message>
      <source>The model to improve; with several, separated by semicolons, tiles on which they disagree come first.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Polygons with the fields state, rank, score, entropy and disagreement.</source>
      <translation>state, rank, score, entropy र disagreement फिल्ड भएका बहुभुज।</translation>
    </message>
    <message>
      <source>Side of a tile (pixels)</source>
      <translation>टाइलको छेउ (पिक्सेल)</translation>
    </message>
    <message>
      <source>In pixels of the image; labelling a tile should take a few minutes.</source>
      <translation>तस्बिरका पिक्सेलमा; एउटा टाइल केही मिनेटमा लेबल हुनुपर्छ।</translation>
    </message>
    <message>
      <source>Tiles of an earlier run, whose states are kept, or polygons inside which everything is labelled.</source>
      <translation>अघिल्लो रनका टाइल, जसको अवस्था राखिन्छ, वा सबै लेबल गरिएका बहुभुज।</translation>
    </message>
    <message>
      <source>Takes four times as long; a model that is certain gives the same answer each time.</source>
      <translation>चार गुणा समय लाग्छ; पक्का मोडेलले उही जवाफ दिन्छ।</translation>
    </message>
    <message>
      <source>From 0 to 1: 0 ranks by uncertainty alone, 1 spreads similar tiles far apart.</source>
      <translation>० देखि १: ० ले अनिश्चितताले मात्र क्रम मिलाउँछ, १ ले मिल्दाजुल्दा टाइल टाढा राख्छ।</translation>
    </message>
    <message>
      <source>The labelled area</source>
      <translation>लेबल गरिएको क्षेत्र</translation>
    </message>
    <message>
      <source>active learning,uncertainty,entropy,disagreement,diversity,annotate,samples,grid</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Tiles</source>
      <translation>टाइलहरू</translation>
    </message>
    <message>
      <source>Number of tiles</source>
      <translation>टाइलको सङ्ख्या</translation>
    </message>
    <message>
      <source>Tiles still to be labelled</source>
      <translation>लेबल गर्न बाँकी टाइल</translation>
    </message>
    <message>
      <source>Labelled so far</source>
      <translation>अहिलेसम्म लेबल गरिएको</translation>
    </message>
    <message>
      <source>Compare flips and rotations</source>
      <translation>पल्टाइ र घुमाइ तुलना गर्ने</translation>
    </message>
    <message>
      <source>Diversity</source>
      <translation>विविधता</translation>
    </message>
    <message>
      <source>{} tiles, {} of them still to be labelled.</source>
      <translation>{} टाइल, तीमध्ये {} लेबल गर्न बाँकी।</translation>
    </message>
    <message>
      <source>The labelled area {!r} cannot be opened</source>
      <translation>लेबल गरिएको क्षेत्र {!r} खोल्न सकिएन</translation>
    </message>
    <message>
      <source>One or more rasters with the same bands; CRS and pixels may differ.</source>
      <translation>उही ब्यान्ड भएका एक वा धेरै रास्टर, हरेकको आफ्नै CRS र पिक्सेल।</translation>
    </message>
    <message>
      <source>For polygons: the field with the class ids (0 to 254) or names. If empty, class_id or else class_name is used. Pixels under polygons without a class are ignored.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Polygons inside which everything is labelled. Pixels outside are ignored and never taken for background. If empty, the rasters count as completely labelled.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Polygons with a class each, the last of which counts where they overlap, or a class raster, on any grid and in any CRS (the nearest pixel is used). Rejected polygons are left out.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>The area</source>
      <translation>क्षेत्र</translation>
    </message>
    <message>
      <source>Of the tiles of “What to label next”, only those with the state done count.</source>
      <translation>“अब केमा लेबल गर्ने” का टाइलमध्ये अवस्था “done” भएका मात्र गनिन्छन्।</translation>
    </message>
    <message>
      <source>The area {!r} cannot be opened</source>
      <translation>क्षेत्र {!r} खोल्न सकिएन</translation>
    </message>
    <message>
      <source>Choose a smaller extent</source>
      <translation>सानो विस्तार छान्नुहोस्</translation>
    </message>
    <message>
      <source>Check the layer and the free space for temporary files</source>
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
      <source>Import the model with its resolution, or export the layer to a GeoTIFF first</source>
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
      <source>Layers that are not files are copied first, up to {} million pixels</source>
      <translation>फाइल नभएका तह पहिले प्रतिलिपि गरिन्छन्, बढीमा {} मिलियन पिक्सेल</translation>
    </message>
    <message>
      <source>The extent is outside layer “{}”</source>
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
      <source>Trains a model further on your corrections, as a new version.</source>
      <translation>तपाईंले सच्याएको कुराबाट नेटवर्कलाई थप सिकाउँछ, नयाँ संस्करणका रूपमा।</translation>
    </message>
    <message>
      <source>Tiles that are done count as completely labelled: what has no polygon there is background. Elsewhere only those polygons count that somebody accepted, corrected or added (they are of their class) or rejected (they are not); everything else stays unknown. About 25 percent of the reviewed pixels are set aside, in whole blocks of ground, and both versions are scored on them. The old version is kept, and the new one is a model of its own with the next number. It goes half of the way to what was learned, and less far where less was reviewed; thresholds and separations change only where that finds the objects of done tiles much better. Classes, bands and resolution do not change, so only classes that the model already has can be learned. Only networks that came with Sat DL or were trained with it can be trained further. The model adapts to this place and this kind of image: with few corrections some classes may get worse, and so may results elsewhere. Look at the report, and keep the version that needs less correcting. Needs the runtime for training (PyTorch).</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>The review layer</source>
      <translation>समीक्षा तह</translation>
    </message>
    <message>
      <source>What was segmented: one or more rasters with the same bands.</source>
      <translation>खण्डीकरण गरिएको कुरा: उही ब्यान्ड भएका एक वा धेरै रास्टर।</translation>
    </message>
    <message>
      <source>Polygons with class_id and status, as “Make review layer” makes them, in any CRS.</source>
      <translation>class_id र status भएका बहुभुज, “समीक्षा तह बनाउने” ले बनाएजस्तै, जुनसुकै CRS मा।</translation>
    </message>
    <message>
      <source>Tiles of “What to label next”, of which those done count as completely labelled, or any polygons inside which everything is labelled. If empty, nothing counts as completely labelled.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>The model to train further; its file is not changed.</source>
      <translation>थप सिक्ने नेटवर्क; यसको फाइल जस्ताको तस्तै रहन्छ।</translation>
    </message>
    <message>
      <source>Time limit (minutes)</source>
      <translation>समय सीमा (मिनेट)</translation>
    </message>
    <message>
      <source>Approximate time for everything, in minutes. More time helps most with many corrections; a GPU does in one minute what takes a processor many.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Rehearsal (%)</source>
      <translation>पुनरभ्यास (%)</translation>
    </message>
    <message>
      <source>How many percent of the patches show surrounding ground that nobody reviewed, labelled with what the old version is certain of there, so that it is not forgotten.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>How many percent of the reviewed pixels are set aside for the comparison, approximately.</source>
      <translation>तुलनाका लागि समीक्षा गरिएका पिक्सेलको करिब कति प्रतिशत छुट्याइन्छ।</translation>
    </message>
    <message>
      <source>Trains the whole network, not only the part behind the encoder. It is slower and needs many corrections.</source>
      <translation>एन्कोडरपछिको भाग मात्र होइन, सिङ्गो नेटवर्कलाई सिकाउँछ। यो ढिलो हुन्छ र धेरै सच्याइ चाहिन्छ।</translation>
    </message>
    <message>
      <source>A whole number; the same seed sets the same ground aside.</source>
      <translation>पूर्ण सङ्ख्या; उहीले उही भू-खण्ड छुट्याउँछ।</translation>
    </message>
    <message>
      <source>Only needed for layers without a fixed extent (XYZ, WMS): the part that was reviewed.</source>
      <translation>अन्त्य नभएका तह (XYZ, WMS) का लागि मात्र: तिनको समीक्षा गरिएको भाग।</translation>
    </message>
    <message>
      <source>ONNX file with its card inside and next to it. If empty, it becomes an installed model, under the name of the old one with the next number, such as urban-v2. No file is replaced.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Folder for a page with the scores before and after and images of where the versions differ; one self-contained HTML file.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>fine-tune,improve,train,adapt,active learning,labels,version</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Review layer</source>
      <translation>समीक्षा तह</translation>
    </message>
    <message>
      <source>Tiles or labelled area</source>
      <translation>टाइल वा लेबल गरिएको क्षेत्र</translation>
    </message>
    <message>
      <source>Train the encoder, too</source>
      <translation>एन्कोडरलाई पनि सिकाउने</translation>
    </message>
    <message>
      <source>New version</source>
      <translation>नयाँ संस्करण</translation>
    </message>
    <message>
      <source>Versions of a model are never replaced</source>
      <translation>मोडेलको कुनै संस्करण कहिल्यै बदलिँदैन</translation>
    </message>
    <message>
      <source>Choose another name, or leave it empty</source>
      <translation>अर्को नाम छान्नुहोस्, वा खाली छोड्नुहोस्</translation>
    </message>
    <message>
      <source>It is a set of several networks</source>
      <translation>यो धेरै नेटवर्कको समूह हो</translation>
    </message>
    <message>
      <source>Choose one of its networks</source>
      <translation>यसको एउटा नेटवर्क छान्नुहोस्</translation>
    </message>
    <message>
      <source>Make a review layer from predicted polygons, and choose it</source>
      <translation>अनुमान गरिएका बहुभुजबाट समीक्षा तह बनाई त्यही छान्नुहोस्</translation>
    </message>
    <message>
      <source>Mean intersection over union before</source>
      <translation>पहिलेको औसत IoU</translation>
    </message>
    <message>
      <source>Mean intersection over union after</source>
      <translation>पछिको औसत IoU</translation>
    </message>
    <message>
      <source>The new version is “{}”; “{}” stays as it was.</source>
      <translation>नयाँ संस्करण “{}” हो; “{}” जस्ताको तस्तै रह्यो।</translation>
    </message>
    <message>
      <source>There is a model {} already</source>
      <translation>मोडेल {} पहिल्यै छ</translation>
    </message>
    <message>
      <source>“{}” cannot be trained further</source>
      <translation>“{}” ले थप सिक्न सक्दैन</translation>
    </message>
    <message>
      <source>The review layer {!r} cannot be opened</source>
      <translation>समीक्षा तह {!r} खोल्न सकिएन</translation>
    </message>
    <message>
      <source>“{}” is not a review layer</source>
      <translation>“{}” समीक्षा तह होइन</translation>
    </message>
    <message>
      <source>It has no field “{}”</source>
      <translation>यसमा “{}” फिल्ड छैन</translation>
    </message>
    <message>
      <source>The mask</source>
      <translation>मास्क</translation>
    </message>
    <message>
      <source>A model is selected by its name, which is that of its file</source>
      <translation>मोडेल आफ्नो नामबाट छानिन्छ, जुन यसको फाइलको नाम हो</translation>
    </message>
    <message>
      <source>Choose another file name, or delete that model first</source>
      <translation>अर्को फाइल नाम छान्नुहोस्, वा पहिले त्यो मोडेल मेटाउनुहोस्</translation>
    </message>
    <message>
      <source>There is a model “{}” already</source>
      <translation>मोडेल “{}” पहिल्यै छ</translation>
    </message>
    <message>
      <source>The model cannot be copied to {}</source>
      <translation>मोडेल {} मा प्रतिलिपि गर्न सकिएन</translation>
    </message>
    <message>
      <source>It is complete in {}; import it from there</source>
      <translation>यो {} मा पूरा छ; त्यहीँबाट आयात गर्नुहोस्</translation>
    </message>
    <message>
      <source>The layer is empty, or nothing is selected in it</source>
      <translation>तह खाली छ, वा त्यसमा केही छानिएको छैन</translation>
    </message>
    <message>
      <source>{} could not be copied to a temporary file</source>
      <translation>{} लाई अस्थायी फाइलमा प्रतिलिपि गर्न सकिएन</translation>
    </message>
    <message>
      <source>{} has no polygons</source>
      <translation>{} मा बहुभुज छैनन्</translation>
    </message>
    <message>
      <source>Polygons with a smaller area, in m² on the ellipsoid, are left out; 0 keeps all.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>How far an outline may move, in metres on the ground; 0 keeps every corner. Neighbouring polygons still share their borders.</source>
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
      <source>Polygonize classes</source>
      <translation>वर्गलाई बहुभुज बनाउने</translation>
    </message>
    <message>
      <source>Turns a class raster into polygons whose borders are shared exactly.</source>
      <translation>वर्ग रास्टरलाई साझा सिमाना भएका बहुभुजमा बदल्छ।</translation>
    </message>
    <message>
      <source>Borders stay shared after simplification, too. Every polygon has its class, its area in m² on the ellipsoid and, if probabilities are given, a confidence (0 to 1).</source>
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
      <source>Pretrain backbone</source>
      <translation>आधार नेटवर्कलाई पूर्वतालिम</translation>
    </message>
    <message>
      <source>Trains the encoder of a network in advance, so that training needs fewer labels.</source>
      <translation>नेटवर्कलाई देख्न सिकाउँछ, ताकि तालिममा कम लेबल चाहियोस्।</translation>
    </message>
    <message>
      <source>The result is a file of encoder weights for “Start from” of “Train segmentation”. With scenes, such as town, forest or harbour, the encoder learns to tell whole chips apart, which are labelled much faster than pixels. Without scenes it learns from the images alone, by recognising which two views show the same place. Imagery of very high resolution teaches most. A run that was cancelled or interrupted continues where it stopped when it is started again with the same parameters. Needs the runtime for training (PyTorch); on a processor it takes minutes to hours.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Rasters in this folder are used as well. If it has subfolders, the name of each is the scene of all rasters in it.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>The network that will start from the weights; the two share most of them.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>A model, or weights (.onnx, .safetensors, .npz), that are copied as far as they fit and trained further. If empty, training starts from scratch.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>File of weights for “Start from”, with its metadata inside and, as JSON, next to it. During training, a folder with the same name and “.training” appended holds what is needed to continue.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Points or polygons with a scene each, in any CRS. A point gives one chip around it, a polygon the chips side by side inside it. Without them the subfolders of the folder name the scenes; without those, too, the network learns without scenes.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Names or numbers of scenes. If empty, class_id or else class_name is used. Features without a scene are left out.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>The layer of scenes</source>
      <translation>दृश्यहरूको तह</translation>
    </message>
    <message>
      <source>transfer,encoder,weights,scenes,classification,self-supervised,contrastive,simclr,learn,network,pytorch</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Pretrained weights</source>
      <translation>पूर्वतालिम पाएका तौल</translation>
    </message>
    <message>
      <source>Weights (*.safetensors)</source>
      <translation>तौल (*.safetensors)</translation>
    </message>
    <message>
      <source>Share of the validation chips whose scene was recognised</source>
      <translation>दृश्य सही चिनिएका छुट्याइएका टुक्राको हिस्सा</translation>
    </message>
    <message>
      <source>Scenes</source>
      <translation>दृश्यहरू</translation>
    </message>
    <message>
      <source>Field with the scenes</source>
      <translation>दृश्य भएको फिल्ड</translation>
    </message>
    <message>
      <source>Choose a layer of points or polygons</source>
      <translation>बिन्दु वा बहुभुजको तह छान्नुहोस्</translation>
    </message>
    <message>
      <source>unet-lite0: light, for any computer</source>
      <translation>unet-lite0: हलुका, जुनसुकै कम्प्युटरका लागि</translation>
    </message>
    <message>
      <source>unet-lite0-deep: sees farther, about half as fast</source>
      <translation>unet-lite0-deep: टाढा देख्छ, करिब आधा गति</translation>
    </message>
    <message>
      <source>The scenes {!r} cannot be opened</source>
      <translation>दृश्यहरू {!r} खोल्न सकिएन</translation>
    </message>
    <message>
      <source>Check who may write there</source>
      <translation>त्यहाँ कसले लेख्न सक्छ जाँच्नुहोस्</translation>
    </message>
    <message>
      <source>Close what uses it, and try again</source>
      <translation>यसलाई प्रयोग गर्ने प्रोग्राम बन्द गरी फेरि प्रयास गर्नुहोस्</translation>
    </message>
    <message>
      <source>The folder {} cannot be made</source>
      <translation>फोल्डर {} बनाउन सकिएन</translation>
    </message>
    <message>
      <source>“{}” is kept, but its report could not be moved</source>
      <translation>“{}” राखियो, तर यसको प्रतिवेदन सार्न सकिएन</translation>
    </message>
    <message>
      <source>It is in {}</source>
      <translation>यो {} मा छ</translation>
    </message>
    <message>
      <source>“{}” cannot be deleted</source>
      <translation>“{}” मेटाउन सकिएन</translation>
    </message>
    <message>
      <source>Sat DL (deep learning on satellite imagery)</source>
      <translation>Sat DL (भू-उपग्रह तस्बिरमा डिप लर्निङ)</translation>
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
      <source>The file is not a raster, or it is damaged</source>
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
      <source>{!r} holds several rasters</source>
      <translation>{!r} मा धेरै रास्टरहरू छन्</translation>
    </message>
    <message>
      <source>Choose one of them, such as {}</source>
      <translation>तीमध्ये एउटा छान्नुहोस्, जस्तै {}</translation>
    </message>
    <message>
      <source>Make review layer</source>
      <translation>समीक्षा तह बनाउने</translation>
    </message>
    <message>
      <source>Turns predicted polygons into a layer in which people decide on each.</source>
      <translation>अनुमान गरिएका बहुभुजबाट, मानिसले हरेकमा निर्णय गर्ने तह बनाउँछ।</translation>
    </message>
    <message>
      <source>The layer has the fields class_id, class_name, confidence (0 to 1), area_m2 (m² on the ellipsoid), status, model and run_id, a style with the status as outline and the class as fill, a form with lists of classes and statuses, and tables for the journal of the review. Broken outlines are repaired; those that cannot be repaired are listed in the log. Needs no runtime.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Polygons with class_id or class_name, such as those of “Segment to polygons”. Missing fields are filled in.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Classes that were not predicted but may be drawn, as number=name separated by commas, such as 3=road, 4=track. Numbers are 1 to 254.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>A GeoPackage. Existing review layers are never replaced. Not needed when the layer goes into a database.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>A PostGIS connection of QGIS; several people can then review at once over the network. If empty, the GeoPackage above is used.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Schema of the database in which the table is made.</source>
      <translation>डाटाबेसमा तालिका कहाँ बनाइन्छ।</translation>
    </message>
    <message>
      <source>Name of the new table, which must not exist yet.</source>
      <translation>तालिकाको नाम; यो पहिल्यै हुनु हुँदैन।</translation>
    </message>
    <message>
      <source>correct,annotate,label,accept,reject,quality,postgis</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Predicted polygons</source>
      <translation>अनुमान गरिएका बहुभुज</translation>
    </message>
    <message>
      <source>Further classes</source>
      <translation>थप वर्गहरू</translation>
    </message>
    <message>
      <source>Database</source>
      <translation>डाटाबेस</translation>
    </message>
    <message>
      <source>Schema</source>
      <translation>स्किमा</translation>
    </message>
    <message>
      <source>Table</source>
      <translation>तालिका</translation>
    </message>
    <message>
      <source>{} polygons, {} of them repaired</source>
      <translation>{} बहुभुज, तीमध्ये {} मर्मत गरिए</translation>
    </message>
    <message>
      <source>Segment raster</source>
      <translation>रास्टर खण्डीकरण</translation>
    </message>
    <message>
      <source>Assigns every pixel of an image a class, using one or more models.</source>
      <translation>तस्बिरका हरेक पिक्सेललाई एक वा धेरै नेटवर्कको वर्ग दिन्छ।</translation>
    </message>
    <message>
      <source>The class raster has the pixels, extent and CRS of the input; 0 is no class, 255 is nodata. “Clean classes” removes speckle, “Polygonize classes” turns it into polygons.</source>
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
      <translation>तस्बिरबाट भवन, सडक, रूख, पानी आदिका सफा बहुभुज बनाउँछ।</translation>
    </message>
    <message>
      <source>In one go, every pixel gets a class from one or more models, small objects and holes are removed, and the classes become polygons that share their borders. Areas are in m² on the ellipsoid; nodata gives no polygon.</source>
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
      <source>One rule per class, separated by semicolons or lines: “building: opening=1 closing=1 min_object=20 max_hole=10; road: closing=2”. Opening and closing are radii in pixels of the class raster; min_object (smallest object) and max_hole (largest hole that is filled) are in m². Omitted parts of a rule are off. Classes without a rule, or all if empty, keep the rules of the model.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Imagery of any band count, data type and CRS. It is resampled to the model's resolution (metres per pixel), and the result comes back on its own pixels. Pixels that are nodata, transparent or masked get no class. Server layers (XYZ, WMS, WCS) are copied first and need an extent.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>One or more models, separated by semicolons: names of installed models, or paths of ONNX files or sets. Models with the same classes are averaged, others are merged.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>How often each pixel is predicted and averaged: 0 fast, 1 balanced, 2 best.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Minimum probability, 0 to 1, for a pixel to get a class: “building=0.4; road=off”, where “off” leaves a class out. Classes are given by name or id; others keep the threshold of the model.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Weight of each model where several have a class, in their order and above 0: “2; 1” counts the first twice as much. Equal weights if empty.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>One band per class on the pixels of the input, 8-bit: 0 to 254 stand for a probability of 0 to 1, 255 is nodata.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Cleaning rules</source>
      <translation>सफाइका नियम</translation>
    </message>
    <message>
      <source>Weights of the models</source>
      <translation>मोडेलका तौल</translation>
    </message>
    <message>
      <source>Give one weight for each model, in their order, or none</source>
      <translation>हरेक मोडेललाई क्रमअनुसार एउटा तौल दिनुहोस्, वा कुनै नदिनुहोस्</translation>
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
      <source>Best: also the scales that improve this model, up to 20 times slower</source>
      <translation>उत्तम: यो मोडेल सुधार्ने स्केलहरूमा पनि, २० गुणासम्म ढिलो</translation>
    </message>
    <message>
      <source>{} weights are given for {} models</source>
      <translation>{1} मोडेलका लागि {0} तौल दिइएको छ</translation>
    </message>
    <message>
      <source>Polygons in any CRS; pixels outside them become nodata (255).</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Side of the square tiles the network sees, in pixels of the model's resolution; 0 lets Sat DL choose. Smaller tiles need less memory, larger ones are faster.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Where to compute: auto takes the best device there is; cpu, cuda (NVIDIA; cuda:1 is the second one), directml (Windows) or coreml (macOS) insist on one. The log says which one was used.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Tile side (pixels)</source>
      <translation>टाइलको छेउ (पिक्सेल)</translation>
    </message>
    <message>
      <source>Only this rectangle is processed, in any CRS; the whole raster if empty. Layers without a fixed extent (XYZ, WMS) need one.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Mask</source>
      <translation>मास्क</translation>
    </message>
    <message>
      <source>Which band of the raster (1 is the first) is which band of the model: “red=3; green=2; blue=1”. If empty, bands are matched by name and colour interpretation.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Scale</source>
      <translation>स्केल</translation>
    </message>
    <message>
      <source>Device</source>
      <translation>यन्त्र</translation>
    </message>
    <message>
      <source>Where to compute: auto takes the best device there is; cpu or cuda (NVIDIA; cuda:1 is the second one) insist on one. The log says which one was used.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Stack bands</source>
      <translation>ब्यान्ड थुपार्ने</translation>
    </message>
    <message>
      <source>Brings rasters of any pixel size, extent and CRS together on one grid.</source>
      <translation>जुनसुकै पिक्सेल आकार, विस्तार र CRS का रास्टरलाई एउटै ग्रिडमा ल्याउँछ।</translation>
    </message>
    <message>
      <source>The result has the bands of all rasters, named after raster and band, on the pixels of the reference. Shifts between the rasters are measured to a tenth of a pixel and removed in the same step; they are reported in the log and in the metadata of each band. A raster whose match with the reference is too weak or not the same everywhere is left where it is, and the log says so. Nodata of a raster is nodata only in its own bands.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Measures the shift of each raster against the reference, from edges that both show, and removes it. Otherwise the georeferencing is trusted.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>How values between pixels are interpolated. Pixels smaller than those of the reference are averaged, except with nearest neighbour, which is for classes.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Only this rectangle is stacked, in any CRS; the whole reference if empty.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>GeoTIFF with the bands of all rasters in their order, in a data type that holds the values of all.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Rasters of any pixel size, extent and CRS; their order is the order of the bands.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>The raster that gives the pixels, extent and CRS and that the others are aligned with, usually the one with the smallest pixels. It need not be an input raster; the first of them if empty.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>layer stack,merge bands,composite,resample,coregistration,align,pan,multispectral</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Align with the reference</source>
      <translation>सन्दर्भसँग मिलाउने</translation>
    </message>
    <message>
      <source>Resampling</source>
      <translation>पुनर्नमुनाकरण</translation>
    </message>
    <message>
      <source>Stack</source>
      <translation>थुप्रो</translation>
    </message>
    <message>
      <source>Shift of each raster (JSON)</source>
      <translation>हरेक रास्टरको सराइ (JSON)</translation>
    </message>
    <message>
      <source>Nearest neighbour</source>
      <translation>नजिकको छिमेकी</translation>
    </message>
    <message>
      <source>Bilinear</source>
      <translation>बाइलिनियर</translation>
    </message>
    <message>
      <source>Cubic</source>
      <translation>क्युबिक</translation>
    </message>
    <message>
      <source>class</source>
      <translation>वर्ग</translation>
    </message>
    <message>
      <source>precision</source>
      <translation>प्रिसिजन</translation>
    </message>
    <message>
      <source>recall</source>
      <translation>रिकल</translation>
    </message>
    <message>
      <source>F1</source>
      <translation>F1</translation>
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
      <translation>वस्तुको F1</translation>
    </message>
    <message>
      <source>Results are files, not tables of a database or layers in memory</source>
      <translation>परिणामहरू फाइल हुन्छन्, डाटाबेसका तालिका वा मेमोरीका तहहरू होइनन्</translation>
    </message>
    <message>
      <source>Choose another file for the result</source>
      <translation>नतिजाका लागि अर्को फाइल छान्नुहोस्</translation>
    </message>
    <message>
      <source>“{}” cannot be written to “{}:”</source>
      <translation>“{}” लाई “{}:” मा लेख्न सकिँदैन</translation>
    </message>
    <message>
      <source>“{}” would overwrite “{}”, {}</source>
      <translation>“{}” ले “{}” मेटाएर लेख्ने थियो, {}</translation>
    </message>
    <message>
      <source>Train autoencoder</source>
      <translation>अटोएन्कोडरलाई तालिम</translation>
    </message>
    <message>
      <source>Trains a network that describes each place by a few numbers.</source>
      <translation>ठाउँलाई थोरै सङ्ख्यामा वर्णन गर्ने नेटवर्कलाई तालिम दिन्छ।</translation>
    </message>
    <message>
      <source>No labels are needed: the network compresses images into a few numbers and learns to reconstruct them from these alone. The encoder is kept as the model: it gives a few numbers for every cell of 16 x 16 pixels, and places that look alike get similar numbers. The weights of the whole network are saved next to it, and “Train segmentation” can start from either. The error of the reconstruction is in the log and in the card. A run that was cancelled or interrupted continues where it stopped when it is started again with the same parameters. Needs the runtime for training (PyTorch).</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Rasters in this folder and its subfolders are used as well.</source>
      <translation>यो फोल्डर र यसभित्रका फोल्डरका रास्टरबाट पनि सिकिन्छ।</translation>
    </message>
    <message>
      <source>Numbers per cell</source>
      <translation>प्रति कोष सङ्ख्या</translation>
    </message>
    <message>
      <source>How many numbers describe a cell of 16 x 16 pixels. Fewer keep only what matters most, more reconstruct better.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>ONNX file of the encoder, with its card inside and next to it, and the weights of the whole network next to it (.safetensors). During training, a folder with the same name and “.training” appended holds what is needed to continue.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>embedding,features,bottleneck,compression,similarity,change,unsupervised,transfer,learn,network,pytorch</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Weights of the whole network</source>
      <translation>सम्पूर्णका तौल</translation>
    </message>
    <message>
      <source>Error of the reconstruction (standard deviations)</source>
      <translation>फेरि कोरिएका तस्बिरको त्रुटि (मानक विचलन)</translation>
    </message>
    <message>
      <source>Train decrappify</source>
      <translation>Decrappify लाई तालिम</translation>
    </message>
    <message>
      <source>Trains a network that sharpens and cleans images, on your own sharp imagery.</source>
      <translation>तीखो र सफा बनाउने नेटवर्कलाई आफ्नै स्पष्ट तस्बिरमा तालिम दिन्छ।</translation>
    </message>
    <message>
      <source>No labels are needed: the imagery is degraded on purpose, as a coarser and noisier sensor would deliver it, and the network learns to restore it. Use imagery that is as sharp as the result you want, of the same kind of land. The last rows of every piece are set aside, and the log compares the network with bicubic interpolation on them. A run that was cancelled or interrupted continues where it stopped when it is started again with the same parameters. Needs the runtime for training (PyTorch); half an hour on a processor is enough to adapt a network that comes with Sat DL, training from scratch takes hours, or a GPU.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>One or more rasters; pixels, data type and CRS may differ. Red, green and blue are found by name; rasters of one band are used as grey. Of very large ones, a random part is used.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>How many pixels the network makes of one along each side: 2 or 4, or 1 to repair the existing pixels.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>What the network is trained for: 0 faithful, for people who measure and for further processing; 1 pleasant, for people who view and draw, which needs the perceptual weights.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>An enhancing model of Sat DL whose weights are copied, also of another scale; “none” starts from scratch. If empty, the model of this scale and aim that comes with Sat DL is used.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Longest time of training in minutes, over all runs if it is continued. 0 means no limit and requires a number of steps.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>A whole number; the same seed draws the same patches. Two runs are alike only if they end by steps, not by time.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>NumPy file with the weights of VGG16 and of the learned distance, only for the aim “pleasant”. Sat DL does not include it because its licence does not allow that; the user guide says how to make it.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Which band of the rasters (1 is the first) is which colour: “red=3; green=2; blue=1”. If empty, found by name and colour interpretation.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Maximum number of batches; 0 means that only the time is limited.</source>
      <translation>सिकाइ चरण अधिकतम कति; ० भनेको समयबाहेक सीमा छैन।</translation>
    </message>
    <message>
      <source>Number of patches per training step: 8 suit a processor, 32 a GPU. Smaller batches need less memory.</source>
      <translation>एकैचोटि कति प्याचबाट सिकिन्छ: प्रोसेसरलाई ८, GPU लाई ३२ सुहाउँछ। कम हुँदा कम मेमोरी चाहिन्छ।</translation>
    </message>
    <message>
      <source>ONNX file with its card inside and next to it, for “Decrappify” and “Enhance in steps”. The file name becomes the name of the model. During training, a folder with the same name and “.training” appended holds what is needed to continue.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>super-resolution,sharpen,deblur,denoise,learn,fine-tune,network,model,pytorch</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Sharp rasters</source>
      <translation>स्पष्ट रास्टरहरू</translation>
    </message>
    <message>
      <source>Aim</source>
      <translation>उद्देश्य</translation>
    </message>
    <message>
      <source>Perceptual weights</source>
      <translation>रूप तुलना गर्ने तौल</translation>
    </message>
    <message>
      <source>Neither the steps nor the time has a limit</source>
      <translation>न चरणको न समयको सीमा छ</translation>
    </message>
    <message>
      <source>Training can only start from a network of the same kind</source>
      <translation>तालिम उही प्रकारको नेटवर्कबाट मात्र सुरु हुन सक्छ</translation>
    </message>
    <message>
      <source>Choose a model that enhances, or leave “Start from” empty</source>
      <translation>सुधार गर्ने मोडेल छान्नुहोस्, वा “यसबाट सुरु” खाली छोड्नुहोस्</translation>
    </message>
    <message>
      <source>A pleasant network cannot be trained without perceptual weights</source>
      <translation>रूप तुलना गर्ने तौलबिना मनमोहक नेटवर्कलाई तालिम दिन सकिँदैन</translation>
    </message>
    <message>
      <source>Sat DL may not include the network that was trained for this (VGG16)</source>
      <translation>यसका लागि तालिम दिइएको नेटवर्क (VGG16) Sat DL ले सँगै ल्याउन पाउँदैन</translation>
    </message>
    <message>
      <source>Choose them as an .npz file, or choose the aim “faithful”</source>
      <translation>.npz फाइलका रूपमा दिनुहोस्, वा “यथार्थ” उद्देश्य छान्नुहोस्</translation>
    </message>
    <message>
      <source>PSNR of the network on the part set aside (dB)</source>
      <translation>छुट्याइएको भागमा नेटवर्कको PSNR (dB)</translation>
    </message>
    <message>
      <source>PSNR of bicubic interpolation there (dB)</source>
      <translation>त्यहाँ बाइक्युबिक इन्टरपोलेसनको PSNR (dB)</translation>
    </message>
    <message>
      <source>Choose the .npz file with the perceptual weights</source>
      <translation>रूप तुलना गर्ने तौलको .npz फाइल छान्नुहोस्</translation>
    </message>
    <message>
      <source>Faithful: closest to the true values</source>
      <translation>यथार्थ: वास्तविक मानसँग सबैभन्दा नजिक</translation>
    </message>
    <message>
      <source>Pleasant: what looks right, with texture</source>
      <translation>मनमोहक: हेर्दा ठीक देखिने, बनावटसहित</translation>
    </message>
    <message>
      <source>The model “{}” does not enhance</source>
      <translation>मोडेल “{}” ले सुधार गर्दैन</translation>
    </message>
    <message>
      <source>There is no file {}</source>
      <translation>फाइल {} छैन</translation>
    </message>
    <message>
      <source>Train pixel classifier</source>
      <translation>पिक्सेल वर्गीकारकलाई तालिम</translation>
    </message>
    <message>
      <source>Learns to classify pixels by their values alone, in seconds.</source>
      <translation>पिक्सेलका वर्ग तिनका मानबाट मात्र सिक्छ, केही सेकेन्डमा।</translation>
    </message>
    <message>
      <source>For classes that colour or spectrum alone tell apart, such as water, vegetation or crops; shapes and neighbours are not seen. A part of the labels is set aside, in whole blocks of ground, and the scores on it are in the log and in the model; after that the classifier learns from all labels. The result is a model like any other: “Classify pixels” and “Segment raster” run it, alone or together with networks, on rasters with the same bands and the same kind of values. The layers are never changed.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>ONNX file of about half a megabyte. The file name becomes the name of the model. Its card is next to it as JSON.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>One or more rasters with the same bands, of any number and data type; CRS and pixels may differ. Nodata, alpha and mask bands are not used.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>For polygons: the field with the class ids (0 to 254) or names; 0 is background. If empty, class_id or else class_name is used; without those, all polygons are one class, named after the model. Polygons without a class are ignored.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Polygons inside which everything is labelled, so that the rest inside them is background. Pixels outside are ignored. If empty, only labelled pixels are used, and at least two classes are needed.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>What is trained: 0 random forest, 1 linear, 2 the mean of both.</source>
      <translation>के तालिम दिने: ० र्‍यान्डम फरेस्ट, १ रैखिक, २ दुवैको औसत।</translation>
    </message>
    <message>
      <source>Used in addition to the bands and computed inside the model. The bands that an index needs must be known, by their names in the raster or from “Bands”. EVI needs reflectance: values 0 to 1, or whole numbers 0 to 10000.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Which bands to use, and what they are (1 is the first): “red=3; green=2; blue=1; nir=4”. A name without a number is looked for in the raster. If empty, all bands are used, by their names in the first raster; bands without a name are called band1, band2 and so on.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Trees</source>
      <translation>रूखहरू</translation>
    </message>
    <message>
      <source>Number of trees in the forest, a whole number. The time to classify a raster grows with it.</source>
      <translation>फरेस्टमा कति रूख, पूर्ण सङ्ख्या। यससँगै रास्टर वर्गीकरणको समय बढ्छ।</translation>
    </message>
    <message>
      <source>Leaves per tree</source>
      <translation>रूखका पात</translation>
    </message>
    <message>
      <source>Most leaves of a tree, a whole number. More leaves tell finer differences and make larger models: about 80 bytes per leaf and tree.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Pixels per class</source>
      <translation>प्रति वर्ग पिक्सेल</translation>
    </message>
    <message>
      <source>Maximum number of pixels of each class to train on, drawn at random.</source>
      <translation>हरेक वर्गबाट सिकिने पिक्सेल अधिकतम कति, जथाभावी छानिएका।</translation>
    </message>
    <message>
      <source>Finds more of rare classes. Otherwise classes weigh as much as their share of the labels, which finds less of rare classes but is right more often.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>How many percent of the labelled pixels are set aside for validation, approximately, in whole blocks of ground: 0 for none, or 5 to 50.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>A whole number; the same seed gives the same model.</source>
      <translation>पूर्ण सङ्ख्या; उहीले उही मोडेल दिन्छ।</translation>
    </message>
    <message>
      <source>Licence of the model, written into its card.</source>
      <translation>मोडेलको इजाजतपत्र, जुन यसको कार्डमा लेखिन्छ।</translation>
    </message>
    <message>
      <source>random forest,logistic regression,supervised classification,training,machine learning,land cover,spectral,ndvi,ndwi,water</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Models (*.onnx)</source>
      <translation>मोडेल (*.onnx)</translation>
    </message>
    <message>
      <source>Mean IoU on the ground that was set aside</source>
      <translation>छुट्याइएको भूभागमा औसत IoU</translation>
    </message>
    <message>
      <source>No file is given for the model</source>
      <translation>मोडेलका लागि फाइल दिइएको छैन</translation>
    </message>
    <message>
      <source>Method</source>
      <translation>विधि</translation>
    </message>
    <message>
      <source>Spectral indices</source>
      <translation>वर्णक्रमीय सूचकाङ्क</translation>
    </message>
    <message>
      <source>Balance the classes</source>
      <translation>वर्गहरू सन्तुलन गर्नुहोस्</translation>
    </message>
    <message>
      <source>Choose a file that ends in .onnx, or use a temporary one</source>
      <translation>.onnx मा अन्त्य हुने फाइलको नाम दिनुहोस्, वा अस्थायी राख्नुहोस्</translation>
    </message>
    <message>
      <source>Random forest</source>
      <translation>र्‍यान्डम फरेस्ट</translation>
    </message>
    <message>
      <source>Linear (logistic regression), very fast and smooth</source>
      <translation>रैखिक (लजिस्टिक रिग्रेसन), धेरै छिटो र चिल्लो</translation>
    </message>
    <message>
      <source>Mean of both</source>
      <translation>दुवैको औसत</translation>
    </message>
    <message>
      <source>NDVI: vegetation (near infrared, red)</source>
      <translation>NDVI: वनस्पति (निकट अवरक्त, रातो)</translation>
    </message>
    <message>
      <source>NDWI: open water (green, near infrared)</source>
      <translation>NDWI: खुला पानी (हरियो, निकट अवरक्त)</translation>
    </message>
    <message>
      <source>MNDWI: open water beside buildings (green, short-wave infrared 1.6)</source>
      <translation>MNDWI: भवन छेउको खुला पानी (हरियो, लघुतरङ्ग अवरक्त 1.6)</translation>
    </message>
    <message>
      <source>NDBI: built-up land (short-wave infrared 1.6, near infrared)</source>
      <translation>NDBI: निर्मित क्षेत्र (लघुतरङ्ग अवरक्त 1.6, निकट अवरक्त)</translation>
    </message>
    <message>
      <source>NBR: burnt land (near infrared, short-wave infrared 2.2)</source>
      <translation>NBR: जलेको जमिन (निकट अवरक्त, लघुतरङ्ग अवरक्त 2.2)</translation>
    </message>
    <message>
      <source>EVI: dense vegetation (near infrared, red, blue)</source>
      <translation>EVI: घना वनस्पति (निकट अवरक्त, रातो, नीलो)</translation>
    </message>
    <message>
      <source>Train segmentation</source>
      <translation>खण्डीकरणलाई तालिम</translation>
    </message>
    <message>
      <source>Trains a network to find the classes of your own labels.</source>
      <translation>आफ्ना लेबलका वर्ग पत्ता लगाउन नेटवर्कलाई तालिम दिन्छ।</translation>
    </message>
    <message>
      <source>The network learns from patches of 256 pixels, half of which show a class, flipped, rotated, scaled and recoloured at random. Whole blocks of ground are set aside for validation; the scores, the thresholds and the cleaning rules come from them, and training ends when the scores stop improving. A run that was cancelled or interrupted continues where it stopped when it is started again with the same parameters. The ONNX file is compared with the trained network before it is kept. Needs the runtime for training (PyTorch); on a processor it takes minutes to hours, on a GPU a fraction of that.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>A model whose weights are copied as far as they fit, also to other bands and classes: an installed model, or the path of an ONNX file or of weights (.safetensors, .npz). It saves labels and epochs. If empty, training starts from scratch.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Architecture of the network. The light ones need a fraction of the time of the last, which was designed for imagery of many bands.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Maximum number of epochs of 100 batches. 0 means no limit and requires a time limit. Training ends sooner when the scores stop improving.</source>
      <translation>१०० सिकाइ चरणका चक्र अधिकतम कति। ० भनेको सीमा छैन, तब समय सीमा चाहिन्छ। राम्रो हुन छोडेपछि तालिम चाँडै सकिन्छ।</translation>
    </message>
    <message>
      <source>A whole number; the same seed sets the same ground aside and draws the same patches. Results of two computers still differ slightly.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Classes of the model, for example “1=building; 8=water”; the number is the value in class rasters (1 to 254). If empty, those of the labels.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Whether a place can belong to several classes at once, such as a vehicle on a road. Each class then has a probability of its own.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Pixel sizes, relative to the resolution, that the network sees in training; 1 has to be among them. The quality “best” predicts at all of them if that improves the scores of the validation.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Patience (epochs)</source>
      <translation>धैर्य (इपोक)</translation>
    </message>
    <message>
      <source>Training ends after this many epochs without improvement; 0 means only when the epochs or the time are over.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Trains only the part behind the encoder. Faster, and safer with very few labels; needs a model to start from.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Further training data, of which each set labels its own classes only: folders of exported chips or JSON files, separated by semicolons, or JSON itself: [{"rasters": ["a.tif"], "labels": "b.gpkg", "class_field": "kind", "area": "c.gpkg", "classes": {"house": "building"}, "weight": 1}].</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>ONNX file with its card inside and next to it. The file name becomes the name of the model. During training, a folder with the same name and “.training” appended holds what is needed to continue.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Folder for a page with curves, scores, the best and worst patches and the data; one self-contained HTML file.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>learn,fit,network,u-net,deep learning,labels,transfer,fine-tune,model,pytorch</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Largest step of the optimiser, without unit; 0 finds one by trial.</source>
      <translation>तौलको सबैभन्दा ठूलो चरण, एकाइ छैन; ० ले परीक्षणबाट खोज्छ।</translation>
    </message>
    <message>
      <source>Weight of the Dice loss</source>
      <translation>Dice लसको तौल</translation>
    </message>
    <message>
      <source>How much the overlap of whole classes counts in addition to each pixel, without unit.</source>
      <translation>हरेक पिक्सेलको तुलनामा सिङ्गो वर्गको खप्टाइ कति गनिन्छ, एकाइ छैन।</translation>
    </message>
    <message>
      <source>Weight of the focal loss</source>
      <translation>Focal लसको तौल</translation>
    </message>
    <message>
      <source>How much more pixels that are hard to classify count than easy ones, without unit.</source>
      <translation>छुट्याउन गाह्रो पिक्सेल सजिलोभन्दा कति बढी गनिन्छ, एकाइ छैन।</translation>
    </message>
    <message>
      <source>Freeze the encoder</source>
      <translation>एन्कोडर स्थिर राख्नुहोस्</translation>
    </message>
    <message>
      <source>Further data sets</source>
      <translation>थप डाटासेट</translation>
    </message>
    <message>
      <source>The network is tried at the resolution it is trained for</source>
      <translation>नेटवर्कलाई तालिम दिइने रिजोल्युसनमै जाँचिन्छ</translation>
    </message>
    <message>
      <source>For example: “1; 1.5”</source>
      <translation>जस्तै “1; 1.5” लेख्नुहोस्</translation>
    </message>
    <message>
      <source>Epochs trained</source>
      <translation>तालिम दिइएका इपोक</translation>
    </message>
    <message>
      <source>unet64: U-Net with 64 feature maps throughout, for GPUs</source>
      <translation>unet64: सबैतिर ६४ फिचर म्याप भएको U-Net, GPU का लागि</translation>
    </message>
    <message>
      <source>1 is not among the scales {}</source>
      <translation>स्केल {} मा 1 छैन</translation>
    </message>
    <message>
      <source>Training would never end</source>
      <translation>तालिम कहिल्यै सकिँदैन</translation>
    </message>
    <message>
      <source>Give one of the two</source>
      <translation>दुईमध्ये एउटा दिनुहोस्</translation>
    </message>
    <message>
      <source>Epochs</source>
      <translation>इपोक</translation>
    </message>
    <message>
      <source>Batch size (patches)</source>
      <translation>ब्याच आकार (प्याच)</translation>
    </message>
    <message>
      <source>Learning rate</source>
      <translation>सिकाइ दर</translation>
    </message>
    <message>
      <source>Bands to train on, in the order of the network: “red=1; green=2; nir=4”, or by name alone. If empty, all bands of the first raster.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Pixel size the network is trained for, in metres; rasters are resampled to it. 0 means that of the first raster.</source>
      <translation>नेटवर्कलाई तालिम दिइने पिक्सेलको आकार, मिटरमा; रास्टरहरू त्यसैमा ढालिन्छन्। ० भनेको पहिलो रास्टरको।</translation>
    </message>
    <message>
      <source>Copies the model to the installed ones, so that it can be selected by name. A temporary file is not copied.</source>
      <translation>नामबाट छान्न मिलोस् भनेर मोडेललाई स्थापितमध्ये प्रतिलिपि गर्छ। अस्थायी फाइल प्रतिलिपि हुँदैन।</translation>
    </message>
    <message>
      <source>Says in seconds what would be trained on and what speaks against it; nothing is trained or written.</source>
      <translation>केबाट सिकिन्छ र के बाधा छ भन्ने केही सेकेन्डमा बताउँछ; तालिम हुँदैन, केही लेखिँदैन।</translation>
    </message>
    <message>
      <source>Choose another model, or leave “Start from” empty</source>
      <translation>अर्को मोडेल छान्नुहोस्, वा “यसबाट सुरु” खाली छोड्नुहोस्</translation>
    </message>
    <message>
      <source>Longest time of training in minutes, over all runs if it is continued. 0 means no limit.</source>
      <translation>तालिमको अधिकतम समय मिनेटमा, रोकिएपछि अघि बढ्दा सबै रन जोडेर। ० भनेको सीमा छैन।</translation>
    </message>
    <message>
      <source>Number of patches per training step. Smaller batches need less memory.</source>
      <translation>एकैचोटि कति प्याचबाट सिकिन्छ। कम हुँदा कम मेमोरी चाहिन्छ।</translation>
    </message>
    <message>
      <source>Largest step of the optimiser, without unit.</source>
      <translation>तौलको सबैभन्दा ठूलो चरण, एकाइ छैन।</translation>
    </message>
    <message>
      <source>Add to the installed models</source>
      <translation>स्थापित मोडेलमध्ये राख्ने</translation>
    </message>
    <message>
      <source>Check only</source>
      <translation>जाँच्ने मात्र</translation>
    </message>
    <message>
      <source>Trained model</source>
      <translation>तालिम पाएको मोडेल</translation>
    </message>
    <message>
      <source>Report folder</source>
      <translation>प्रतिवेदनको फोल्डर</translation>
    </message>
    <message>
      <source>Neither the epochs nor the time has a limit</source>
      <translation>न इपोकको न समयको सीमा छ</translation>
    </message>
    <message>
      <source>Training cannot start from {}</source>
      <translation>{} बाट सुरु गर्न सकिँदैन</translation>
    </message>
    <message>
      <source>Its file does not hold the weights of one network: {}</source>
      <translation>यसको फाइलमा एउटा नेटवर्कका तौल छैनन्: {}</translation>
    </message>
    <message>
      <source>Run it again with the same parameters: it continues where it stopped</source>
      <translation>उही प्यारामिटरसँग फेरि चलाउनुहोस्: जहाँ रोकिएको थियो त्यहीँबाट अघि बढ्छ</translation>
    </message>
    <message>
      <source>Installed as “{}”.</source>
      <translation>“{}” नाममा स्थापित भयो।</translation>
    </message>
    <message>
      <source>Update review layer</source>
      <translation>समीक्षा तह अद्यावधिक गर्ने</translation>
    </message>
    <message>
      <source>Replaces old predictions by new ones and keeps what people decided.</source>
      <translation>पुराना अनुमानको सट्टा नयाँ राख्छ र मानिसले गरेका निर्णय जोगाउँछ।</translation>
    </message>
    <message>
      <source>Polygons that a person accepted, corrected, added or rejected stay exactly as they are. New predictions fill the rest: those that lie on people's polygons by half or more are left out, the others are cut along them, and pieces of less than 5 percent of their area are dropped. Where the model contradicts a person (another class, less than half of the area in common, not found, or found again after rejection), the layer is not changed and the case is listed as a disagreement to look at. Everything is written at once or not at all. Needs no runtime.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>The layer to change, in a GeoPackage or in PostGIS. Save its edits first.</source>
      <translation>परिवर्तन गरिने तह, GeoPackage वा PostGIS मा। पहिले यसका परिवर्तन बचत गर्नुहोस्।</translation>
    </message>
    <message>
      <source>Polygons with class_id or class_name, in any CRS.</source>
      <translation>class_id वा class_name भएका बहुभुज, जुनसुकै CRS मा।</translation>
    </message>
    <message>
      <source>The region that was predicted again, in any CRS; nothing changes outside. If empty, the rectangle around the new predictions.</source>
      <translation>कहाँ फेरि अनुमान गरियो, जुनसुकै CRS मा; बाहिर केही बदलिँदैन। खाली भए नयाँ अनुमान वरिपरिको आयत।</translation>
    </message>
    <message>
      <source>predict again,refresh,merge,disagreement,correct</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>New predictions</source>
      <translation>नयाँ अनुमानहरू</translation>
    </message>
    <message>
      <source>Number of new polygons</source>
      <translation>नयाँ बहुभुजको सङ्ख्या</translation>
    </message>
    <message>
      <source>Number of old predictions that were removed</source>
      <translation>हटाइएका पुराना अनुमानको सङ्ख्या</translation>
    </message>
    <message>
      <source>Number of new disagreements</source>
      <translation>नमिलेका नयाँको सङ्ख्या</translation>
    </message>
    <message>
      <source>New predictions are written to its file</source>
      <translation>नयाँ अनुमान यसको फाइलमा लेखिन्छन्</translation>
    </message>
    <message>
      <source>Save or discard the edits first</source>
      <translation>पहिले परिवर्तन बचत वा रद्द गर्नुहोस्</translation>
    </message>
    <message>
      <source>Comparing polygons</source>
      <translation>बहुभुजहरू तुलना गर्दै</translation>
    </message>
    <message>
      <source>{} old predictions removed, {} new ones added, {} polygons of people kept, {} new disagreements</source>
      <translation>{} पुराना अनुमान हटाइए, {} नयाँ थपिए, मानिसका {} बहुभुज राखिए, {} नयाँ नमिलेका</translation>
    </message>
    <message>
      <source>Set an extent that overlaps the layer</source>
      <translation>तह भएको ठाउँमै पर्ने विस्तार दिनुहोस्</translation>
    </message>
    <message>
      <source>“{}” has edits that are not saved</source>
      <translation>“{}” मा बचत नगरिएका परिवर्तन छन्</translation>
    </message>
    <message>
      <source>{} predictions have no area or no class and were left out</source>
      <translation>{} अनुमानको क्षेत्रफल वा वर्ग छैन, ती छोडिए</translation>
    </message>
    <message>
      <source>The extent cannot be brought into the CRS of “{}”</source>
      <translation>विस्तारलाई “{}” को CRS मा लान सकिएन</translation>
    </message>
    <message>
      <source>The runtime of Sat DL is not set up</source>
      <translation>Sat DL को रनटाइम तयार छैन</translation>
    </message>
    <message>
      <source>Networks run in a Python environment of their own, which is made once</source>
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
      <source>They were deleted meanwhile, here or by another program</source>
      <translation>यसबीच ती मेटाइए, यहाँ वा अर्को प्रोग्रामले</translation>
    </message>
    <message>
      <source>Nothing was changed; end the review and begin it again</source>
      <translation>केही बदलिएन; समीक्षा अन्त्य गरी फेरि सुरु गर्नुहोस्</translation>
    </message>
    <message>
      <source>{} polygons are not there any more</source>
      <translation>{} बहुभुज अब छैनन्</translation>
    </message>
    <message>
      <source>Check the permissions of the file or the database</source>
      <translation>फाइल वा डाटाबेसको अनुमति जाँच्नुहोस्</translation>
    </message>
    <message>
      <source>The disagreements cannot be written</source>
      <translation>नमिलेका कुरा लेख्न सकिएन</translation>
    </message>
    <message>
      <source>Check free space and permissions, and whether another program holds the file</source>
      <translation>खाली ठाउँ र अनुमति, र अर्को प्रोग्रामले फाइल समातेको छ कि जाँच्नुहोस्</translation>
    </message>
    <message>
      <source>The disagreements on “{}” cannot be kept</source>
      <translation>“{}” का नमिलेका कुरा राख्न सकिएन</translation>
    </message>
    <message>
      <source>Layer or file is write-protected, or the file was moved</source>
      <translation>तह वा फाइल लेख्न नमिल्ने छ, वा फाइल सारियो</translation>
    </message>
    <message>
      <source>Check the permissions of the file, or make a copy of the layer and choose that</source>
      <translation>फाइलको अनुमति जाँच्नुहोस्, वा तहको प्रतिलिपि बनाएर त्यो छान्नुहोस्</translation>
    </message>
    <message>
      <source>Nothing is lost: mend that and save again</source>
      <translation>केही हराएको छैन: त्यो मिलाएर फेरि बचत गर्नुहोस्</translation>
    </message>
    <message>
      <source>“{}” cannot be edited</source>
      <translation>“{}” सम्पादन गर्न सकिँदैन</translation>
    </message>
    <message>
      <source>“{}” cannot be saved</source>
      <translation>“{}” बचत गर्न सकिएन</translation>
    </message>
    <message>
      <source>It was moved, renamed or deleted</source>
      <translation>यो सारियो, नाम बदलियो वा मेटाइयो</translation>
    </message>
    <message>
      <source>Put it back, or add the layer from its new place</source>
      <translation>फिर्ता राख्नुहोस्, वा नयाँ ठाउँबाट तह थप्नुहोस्</translation>
    </message>
    <message>
      <source>The journal of {} cannot be written</source>
      <translation>{} को जर्नल लेख्न सकिएन</translation>
    </message>
    <message>
      <source>{} is not there any more</source>
      <translation>{} अब त्यहाँ छैन</translation>
    </message>
    <message>
      <source>Check the free space and permissions, or choose another file</source>
      <translation>खाली ठाउँ र अनुमति जाँच्नुहोस्, वा अर्को फाइल छान्नुहोस्</translation>
    </message>
    <message>
      <source>{} cannot be written</source>
      <translation>{} लेख्न सकिएन</translation>
    </message>
    <message>
      <source>Choose tiles that were made with “What to label next…”</source>
      <translation>“अब के लेबल गर्ने…” बाट बनेका टायल छान्नुहोस्</translation>
    </message>
    <message>
      <source>The polygons of “{}” have no states</source>
      <translation>“{}” का बहुभुजको अवस्था छैन</translation>
    </message>
    <message>
      <source>The layer has no field “{}”</source>
      <translation>तहमा “{}” फिल्ड छैन</translation>
    </message>
    <message>
      <source>Review by Sat DL</source>
      <translation>Sat DL द्वारा समीक्षा</translation>
    </message>
    <message>
      <source>Check the free space and permissions, or choose another place</source>
      <translation>खाली ठाउँ र अनुमति जाँच्नुहोस्, वा अर्को ठाउँ छान्नुहोस्</translation>
    </message>
    <message>
      <source>A review layer keeps its journal beside the polygons, which needs one</source>
      <translation>समीक्षा तहले बहुभुजसँगै जर्नल राख्छ, त्यसलाई GeoPackage चाहिन्छ</translation>
    </message>
    <message>
      <source>Choose a file that ends with .gpkg</source>
      <translation>.gpkg मा अन्त्य हुने फाइल छान्नुहोस्</translation>
    </message>
    <message>
      <source>What people decided in it would be lost</source>
      <translation>यसमा मानिसले गरेका निर्णय हराउने थिए</translation>
    </message>
    <message>
      <source>Choose another file, or update the predictions of that layer</source>
      <translation>अर्को फाइल छान्नुहोस्, वा त्यो तहका अनुमान अद्यावधिक गर्नुहोस्</translation>
    </message>
    <message>
      <source>What is in it would be lost</source>
      <translation>यसमा भएको कुरा हराउने थियो</translation>
    </message>
    <message>
      <source>Choose another name</source>
      <translation>अर्को नाम छान्नुहोस्</translation>
    </message>
    <message>
      <source>Check the connection in the browser of QGIS</source>
      <translation>QGIS को ब्राउजरमा जडान जाँच्नुहोस्</translation>
    </message>
    <message>
      <source>The review layer {} cannot be written</source>
      <translation>समीक्षा तह {} लेख्न सकिएन</translation>
    </message>
    <message>
      <source>{} is no GeoPackage</source>
      <translation>{} GeoPackage होइन</translation>
    </message>
    <message>
      <source>{} is a review layer already</source>
      <translation>{} पहिल्यै समीक्षा तह हो</translation>
    </message>
    <message>
      <source>{}.{} exists already</source>
      <translation>{}.{} पहिल्यै छ</translation>
    </message>
    <message>
      <source>The database “{}” cannot be opened</source>
      <translation>डाटाबेस “{}” खोल्न सकिएन</translation>
    </message>
    <message>
      <source>Polygon {}: {}</source>
      <translation>बहुभुज {}: {}</translation>
    </message>
    <message>
      <source>The polygons have no classes</source>
      <translation>बहुभुजहरूका वर्ग छैनन्</translation>
    </message>
    <message>
      <source>Choose polygons that Sat DL made, or rename the field with their class</source>
      <translation>Sat DL ले बनाएका बहुभुज छान्नुहोस्, वा वर्ग भएको फिल्डको नाम बदल्नुहोस्</translation>
    </message>
    <message>
      <source>A class is a number from 1 to 254 and a name</source>
      <translation>वर्ग भनेको 1 देखि 254 सम्मको सङ्ख्या र नाम हो</translation>
    </message>
    <message>
      <source>Write them like 3=road, 4=track</source>
      <translation>यसरी लेख्नुहोस्: 3=road, 4=track</translation>
    </message>
    <message>
      <source>They have no field class_id and none class_name, but {}</source>
      <translation>तिनमा class_id र class_name फिल्ड छैनन्, तर {} छ</translation>
    </message>
    <message>
      <source>no field at all</source>
      <translation>कुनै फिल्ड छैन</translation>
    </message>
    <message>
      <source>“{}” is no class</source>
      <translation>“{}” वर्ग होइन</translation>
    </message>
    <message>
      <source>The line does not split the polygon</source>
      <translation>रेखाले बहुभुज टुक्र्याउँदैन</translation>
    </message>
    <message>
      <source>It has to begin and to end outside of it</source>
      <translation>यो बाहिरबाट सुरु भई बाहिरै सकिनुपर्छ</translation>
    </message>
    <message>
      <source>Draw it from one side across to the other</source>
      <translation>एक छेउबाट अर्को छेउसम्म कोर्नुहोस्</translation>
    </message>
    <message>
      <source>The polygons cannot be merged</source>
      <translation>बहुभुजहरू गाभ्न सकिएन</translation>
    </message>
    <message>
      <source>Choose another one</source>
      <translation>अर्को छान्नुहोस्</translation>
    </message>
    <message>
      <source>The polygon has no holes</source>
      <translation>बहुभुजमा प्वाल छैन</translation>
    </message>
    <message>
      <source>One of them is not there any more</source>
      <translation>तीमध्ये एउटा अब छैन</translation>
    </message>
    <message>
      <source>Redraw it if its outline is wrong</source>
      <translation>रूपरेखा गलत भए फेरि कोर्नुहोस्</translation>
    </message>
    <message>
      <source>This outline encloses no area</source>
      <translation>यो रूपरेखाले कुनै क्षेत्र घेर्दैन</translation>
    </message>
    <message>
      <source>Draw it again</source>
      <translation>फेरि कोर्नुहोस्</translation>
    </message>
    <message>
      <source>The layer stores polygons of one part each</source>
      <translation>तहले एक भागका बहुभुज मात्र राख्छ</translation>
    </message>
    <message>
      <source>Draw the parts one by one, or make a review layer, which stores them</source>
      <translation>भागहरू एकएक गरी कोर्नुहोस्, वा तिनलाई राख्ने समीक्षा तह बनाउनुहोस्</translation>
    </message>
    <message>
      <source>A polygon needs at least three corners that are not on one line</source>
      <translation>बहुभुजलाई एउटै रेखामा नपर्ने कम्तीमा तीन कुना चाहिन्छ</translation>
    </message>
    <message>
      <source>This outline falls into {} parts</source>
      <translation>यो रूपरेखा {} भागमा टुक्रिन्छ</translation>
    </message>
    <message>
      <source>Check the connection to the database and your rights in the schema {}</source>
      <translation>डाटाबेसको जडान र स्किमा {} मा आफ्नो अनुमति जाँच्नुहोस्</translation>
    </message>
    <message>
      <source>Somebody else reviews this polygon</source>
      <translation>यो बहुभुज अरू कसैले समीक्षा गर्दैछ</translation>
    </message>
    <message>
      <source>Go on with another one</source>
      <translation>अर्कोमा जानुहोस्</translation>
    </message>
    <message>
      <source>Polygons are missing in what its file gave</source>
      <translation>यसको फाइलले दिएकोमा बहुभुज छुटेका छन्</translation>
    </message>
    <message>
      <source>End the review and begin it again</source>
      <translation>समीक्षा अन्त्य गरी फेरि सुरु गर्नुहोस्</translation>
    </message>
    <message>
      <source>It stays reserved until they go on, or for {} minutes at most</source>
      <translation>उनी अघि नबढेसम्म यो आरक्षित रहन्छ, बढीमा {} मिनेट</translation>
    </message>
    <message>
      <source>“{}” cannot be read</source>
      <translation>“{}” पढ्न सकिएन</translation>
    </message>
    <message>
      <source>Read “{}” for review</source>
      <translation>समीक्षाका लागि “{}” पढ्ने</translation>
    </message>
    <message>
      <source>Not restored</source>
      <translation>दोहोर्‍याइएन</translation>
    </message>
    <message>
      <source>Recovered</source>
      <translation>पुनः प्राप्त</translation>
    </message>
    <message>
      <source>The file does not allow it</source>
      <translation>फाइलले अनुमति दिँदैन</translation>
    </message>
    <message>
      <source>Check the permissions of the file; what was done stays in the journal</source>
      <translation>फाइलको अनुमति जाँच्नुहोस्; गरिएको काम जर्नलमा रहन्छ</translation>
    </message>
    <message>
      <source>QGIS refuses to restore a change of “{}”</source>
      <translation>QGIS ले “{}” को परिवर्तन दोहोर्‍याउन मान्दैन</translation>
    </message>
    <message>
      <source>The layer is no polygon layer, or its file is gone.</source>
      <translation>तह बहुभुज तह होइन, वा यसको फाइल छैन।</translation>
    </message>
    <message>
      <source>The layer has no polygons.</source>
      <translation>तहमा बहुभुज छैनन्।</translation>
    </message>
    <message>
      <source>Make a review layer from predicted polygons, and keep its fields</source>
      <translation>अनुमान गरिएका बहुभुजबाट समीक्षा तह बनाउनुहोस्, र यसका फिल्ड राख्नुहोस्</translation>
    </message>
    <message>
      <source>The layer has no field “{}”.</source>
      <translation>तहमा “{}” फिल्ड छैन।</translation>
    </message>
    <message>
      <source>“{}” cannot be reviewed</source>
      <translation>“{}” को समीक्षा गर्न सकिँदैन</translation>
    </message>
    <message>
      <source>Change the class</source>
      <translation>वर्ग बदल्ने</translation>
    </message>
    <message>
      <source>Its file does not allow it, or the polygon is gone</source>
      <translation>यसको फाइलले अनुमति दिँदैन, वा बहुभुज छैन</translation>
    </message>
    <message>
      <source>Save or discard what is open, and try again</source>
      <translation>खुला परिवर्तन बचत वा रद्द गरी फेरि प्रयास गर्नुहोस्</translation>
    </message>
    <message>
      <source>Its transaction mode is “Automatic transaction groups”</source>
      <translation>यसको कारोबार मोड “Automatic transaction groups” हो</translation>
    </message>
    <message>
      <source>Choose “Local edit buffer” in the properties of the project, data sources</source>
      <translation>परियोजनाको गुणमा, डाटा स्रोत अन्तर्गत “Local edit buffer” छान्नुहोस्</translation>
    </message>
    <message>
      <source>It was deleted meanwhile, here or by another program</source>
      <translation>यसबीच यो मेटाइयो, यहाँ वा अर्को प्रोग्रामले</translation>
    </message>
    <message>
      <source>Go on with the next one</source>
      <translation>अर्कोमा जानुहोस्</translation>
    </message>
    <message>
      <source>a new polygon</source>
      <translation>नयाँ बहुभुज</translation>
    </message>
    <message>
      <source>QGIS refuses to change {} of “{}”</source>
      <translation>QGIS ले परिवर्तन गर्न मान्दैन: “{1}” को {0}</translation>
    </message>
    <message>
      <source>polygon {}</source>
      <translation>बहुभुज {}</translation>
    </message>
    <message>
      <source>“{}” cannot be edited in this project</source>
      <translation>यो परियोजनामा “{}” सम्पादन गर्न सकिँदैन</translation>
    </message>
    <message>
      <source>The polygon {} is not there any more</source>
      <translation>बहुभुज {} अब छैन</translation>
    </message>
    <message>
      <source>Make a review layer from it</source>
      <translation>यसबाट समीक्षा तह बनाउनुहोस्</translation>
    </message>
    <message>
      <source>“{}” cannot be reviewed where it is kept</source>
      <translation>“{}” जहाँ राखिएको छ त्यहाँ समीक्षा गर्न सकिँदैन</translation>
    </message>
    <message>
      <source>{} has no room for the journal</source>
      <translation>{} मा जर्नलका लागि ठाउँ छैन</translation>
    </message>
    <message>
      <source>Nothing was changed. Save open edits, check the permissions and try again</source>
      <translation>केही बदलिएन। खुला परिवर्तन बचत गर्नुहोस्, अनुमति जाँचेर फेरि प्रयास गर्नुहोस्</translation>
    </message>
    <message>
      <source>There are no new predictions</source>
      <translation>नयाँ पूर्वानुमान छैनन्</translation>
    </message>
    <message>
      <source>None of the polygons has an area and a class</source>
      <translation>कुनै पनि बहुभुजको क्षेत्रफल र वर्ग छैन</translation>
    </message>
    <message>
      <source>Choose the polygons of a newer run, or set the extent that was predicted again</source>
      <translation>नयाँ रनका बहुभुज छान्नुहोस्, वा फेरि पूर्वानुमान गरिएको क्षेत्र तोक्नुहोस्</translation>
    </message>
    <message>
      <source>Its source knows no transactions</source>
      <translation>यसको स्रोतले कारोबार (transaction) चिन्दैन</translation>
    </message>
    <message>
      <source>The predictions of “{}” cannot be updated</source>
      <translation>“{}” का अनुमान अद्यावधिक गर्न सकिएन</translation>
    </message>
    <message>
      <source>To do</source>
      <translation>गर्न बाँकी</translation>
    </message>
    <message>
      <source>Doing</source>
      <translation>गर्दै</translation>
    </message>
    <message>
      <source>State</source>
      <translation>अवस्था</translation>
    </message>
    <message>
      <source>Rank</source>
      <translation>क्रम</translation>
    </message>
    <message>
      <source>Score (0 to 1)</source>
      <translation>अङ्क (० देखि १)</translation>
    </message>
    <message>
      <source>Uncertainty (bits)</source>
      <translation>अनिश्चितता (बिट)</translation>
    </message>
    <message>
      <source>Disagreement (bits)</source>
      <translation>नमिल्ने (बिट)</translation>
    </message>
    <message>
      <source>Enhanced by Sat DL: for viewing and drawing, not for measuring.</source>
      <translation>Sat DL द्वारा सुधारिएको: हेर्न र रेखाङ्कन गर्नका लागि, नाप्नका लागि होइन।</translation>
    </message>
    <message>
      <source>Predicted</source>
      <translation>अनुमानित</translation>
    </message>
    <message>
      <source>Accepted</source>
      <translation>स्वीकृत</translation>
    </message>
    <message>
      <source>Corrected</source>
      <translation>सच्याइएको</translation>
    </message>
    <message>
      <source>Added</source>
      <translation>थपिएको</translation>
    </message>
    <message>
      <source>Rejected</source>
      <translation>अस्वीकृत</translation>
    </message>
    <message>
      <source>Another class</source>
      <translation>अर्को वर्ग</translation>
    </message>
    <message>
      <source>Class name</source>
      <translation>वर्गको नाम</translation>
    </message>
    <message>
      <source>Confidence</source>
      <translation>विश्वास</translation>
    </message>
    <message>
      <source>Run</source>
      <translation>रन</translation>
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
      <source>Delete {}</source>
      <translation>{} मेटाउने</translation>
    </message>
    <message>
      <source>Testing {} on a small image</source>
      <translation>{} लाई सानो तस्बिरमा चलाइँदैछ</translation>
    </message>
    <message>
      <source>{} passed its self-test: {} million pixels a second</source>
      <translation>{} स्व-परीक्षणमा सफल: प्रति सेकेन्ड {} मिलियन पिक्सेल</translation>
    </message>
    <message>
      <source>It should be next to it and end in .onnx</source>
      <translation>यो त्यससँगै हुनुपर्छ र .onnx मा अन्त्य हुनुपर्छ</translation>
    </message>
    <message>
      <source>Put both files into one folder, or choose the .onnx file</source>
      <translation>दुवै फाइल एउटै फोल्डरमा राख्नुहोस्, वा .onnx फाइल छान्नुहोस्</translation>
    </message>
    <message>
      <source>Networks are files with the extension .onnx</source>
      <translation>नेटवर्कहरू .onnx मा अन्त्य हुने फाइल हुन्</translation>
    </message>
    <message>
      <source>Choose the folder that holds the .onnx file</source>
      <translation>.onnx फाइल भएको फोल्डर छान्नुहोस्</translation>
    </message>
    <message>
      <source>Only models that were imported or trained can be deleted</source>
      <translation>आयात गरिएका वा तालिम दिइएका मोडेल मात्र मेटाउन सकिन्छ</translation>
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
      <source>There is no network in the folder {}</source>
      <translation>फोल्डर {} मा नेटवर्क छैन</translation>
    </message>
    <message>
      <source>{} is not one of your own models</source>
      <translation>{} तपाईंका मोडेलमध्ये होइन</translation>
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
      <source>Save the set {}</source>
      <translation>समूह {} बचत गर्ने</translation>
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
