/** Things of one kind. Where one question names the one and the other names another, they ask about two things. */
export const ALTERNATIVES: readonly (readonly string[])[] = `
  afghanistan albania algeria andorra angola argentina armenia australia austria azerbaijan bahamas bahrain bangladesh barbados belarus belgium belize benin bhutan bolivia bosnia botswana brazil brunei bulgaria burundi cambodia cameroon canada chad chile china colombia congo croatia cuba cyprus denmark djibouti ecuador egypt eritrea estonia ethiopia fiji finland france gabon gambia georgia germany ghana greece greenland grenada guatemala guinea guyana haiti honduras hungary iceland india indonesia iran iraq ireland israel italy jamaica japan jordan kazakhstan kenya kosovo kuwait kyrgyzstan laos latvia lebanon lesotho liberia libya liechtenstein lithuania luxembourg macedonia madagascar malawi malaysia maldives mali malta mauritania mauritius mexico moldova monaco mongolia montenegro morocco mozambique myanmar namibia nepal netherlands nicaragua niger nigeria norway oman pakistan palestine panama paraguay peru philippines poland portugal qatar romania russia rwanda scotland senegal serbia singapore slovakia slovenia somalia spain sudan suriname sweden switzerland syria taiwan tajikistan tanzania thailand togo tonga tunisia turkey turkmenistan uganda ukraine uruguay uzbekistan vatican venezuela vietnam wales yemen zambia zimbabwe england usa uk
  alabama alaska arizona arkansas california colorado connecticut delaware florida georgia hawaii idaho illinois indiana iowa kansas kentucky louisiana maine maryland massachusetts michigan minnesota mississippi missouri montana nebraska nevada ohio oklahoma oregon pennsylvania tennessee texas utah vermont virginia wisconsin wyoming ontario quebec alberta manitoba
  bavaria tuscany sicily catalonia andalusia provence brittany normandy bali java sumatra crete corsica sardinia
  paris london berlin madrid rome vienna lisbon tokyo osaka kyoto chicago boston sydney melbourne delhi mumbai bangalore chennai kolkata hyderabad moscow beijing shanghai seoul busan bangkok hanoi manila jakarta dubai doha riyadh cairo nairobi lagos johannesburg toronto montreal vancouver ottawa seattle portland denver dallas houston austin miami atlanta philadelphia detroit phoenix barcelona seville valencia milan naples venice florence turin munich hamburg frankfurt cologne zurich geneva basel bern salzburg graz prague brno bratislava budapest warsaw krakow copenhagen stockholm oslo helsinki reykjavik amsterdam rotterdam brussels antwerp dublin edinburgh glasgow manchester liverpool birmingham leeds bristol cardiff belfast athens istanbul ankara sofia bucharest belgrade zagreb ljubljana porto lyon marseille nice bordeaux
  american british scottish welsh irish australian german french spanish italian english portuguese japanese chinese korean thai vietnamese indian russian ukrainian brazilian argentinian argentine chilean peruvian colombian canadian mexican polish czech slovak slovenian hungarian romanian bulgarian serbian croatian greek turkish egyptian moroccan tunisian nigerian kenyan ethiopian dutch belgian swiss austrian danish swedish norwegian finnish icelandic lebanese syrian israeli iranian iraqi pakistani indonesian malaysian
  dollar euro pound yen yuan rupee krone krona koruna zloty forint franc peso real ruble won lira shekel dirham rand baht bitcoin ethereum dogecoin litecoin solana cardano
  dog cat horse rabbit hamster gerbil ferret mouse rat parrot budgie bird fish goldfish cow bull pig sheep goat donkey mule pony chicken hen rooster duck goose turkey snake lizard gecko iguana turtle tortoise frog toad salamander puppy kitten foal calf lamb piglet bear wolf fox coyote lion tiger leopard cheetah jaguar panther puma lynx elephant rhino hippo giraffe zebra antelope deer moose elk camel llama alpaca kangaroo koala panda monkey gorilla chimpanzee orangutan baboon whale dolphin porpoise shark ray seal otter beaver walrus penguin ostrich emu eagle hawk falcon owl crow raven pigeon dove sparrow robin swan crocodile alligator spider scorpion ant bee wasp hornet fly mosquito moth butterfly beetle cockroach termite flea tick snail slug worm squid octopus crab lobster shrimp prawn bat squirrel hedgehog mole badger raccoon skunk
  beef pork veal venison mutton chicken turkey duck goose fish salmon tuna cod trout haddock mackerel sardine anchovy shrimp crab lobster oyster mussel clam scallop squid lamb tofu tempeh seitan bacon ham sausage salami egg
  rice pasta spaghetti lasagna lasagne macaroni bread noodle potato quinoa couscous bulgur barley oat oatmeal rye wheat buckwheat bean lentil chickpea corn tortilla pizza burger sandwich salad soup stew curry sushi taco burrito omelette risotto paella porridge
  butter oil margarine lard ghee cream cheese yogurt yoghurt milk buttermilk kefir custard
  cheddar mozzarella parmesan feta brie camembert gouda ricotta
  cake cookie pie tart brownie muffin cupcake pancake waffle croissant bagel doughnut scone
  sugar honey syrup molasses salt pepper flour yeast cocoa vanilla cinnamon nutmeg cumin turmeric paprika ginger saffron basil parsley oregano thyme rosemary sage mint dill coriander chive cardamom clove
  tea coffee espresso cappuccino latte wine beer cider juice water soda lemonade whisky whiskey vodka gin rum tequila brandy milk champagne
  apple orange banana grape lemon lime strawberry raspberry blueberry blackberry cranberry mango papaya pineapple pear peach plum apricot cherry fig date kiwi melon watermelon pomegranate avocado coconut grapefruit
  almond walnut cashew peanut pecan hazelnut pistachio
  tomato onion garlic carrot cucumber lettuce spinach kale cabbage broccoli cauliflower potato pea celery asparagus leek beetroot radish turnip pumpkin squash zucchini eggplant mushroom artichoke
  rose tulip daisy lily orchid lavender sunflower daffodil peony hydrangea dahlia geranium fern cactus ivy oak pine maple birch beech elm ash willow cedar spruce
  bake fry boil grill roast steam poach simmer saute microwave braise smoke barbecue blanch
  breakfast lunch dinner brunch supper snack
  car bus train plane bicycle motorcycle scooter truck van ship boat ferry yacht kayak canoe taxi tram subway metro helicopter
  tesla ford toyota honda bmw audi mercedes volkswagen nissan hyundai kia mazda subaru volvo porsche ferrari fiat renault peugeot
  red orange yellow green blue purple violet pink brown black white grey gold silver beige turquoise
  gold silver copper iron steel lead zinc tin bronze brass platinum nickel aluminium titanium tungsten cobalt lithium mercury uranium
  hydrogen helium oxygen nitrogen carbon neon argon sodium potassium calcium magnesium chlorine fluorine bromine iodine sulfur phosphorus silicon boron lithium
  chloride chlorate bromide fluoride iodide sulfate sulfite sulfide nitrate nitrite nitride carbonate bicarbonate phosphate acetate citrate hydroxide oxide peroxide
  monoxide dioxide trioxide
  sodium potassium calcium magnesium ammonium
  methane ethane propane butane methanol ethanol propanol butanol acetone benzene toluene
  protein carbohydrate fat fibre fiber
  mercury venus earth mars jupiter saturn uranus neptune pluto moon sun
  length width height depth weight volume area perimeter circumference radius diameter mass size
  speed price quality weight cost
  mean median mode variance average total sum maximum minimum
  time space money
  private public work personal home business
  cotton wool silk linen polyester nylon leather suede denim velvet
  wood metal plastic glass ceramic concrete brick marble granite stone paper
  square rectangle triangle
  shirt trousers jeans skirt dress jacket coat sweater scarf hat glove sock shoe boot sandal tie belt
  python java javascript typescript ruby perl php rust go golang kotlin swift scala haskell clojure elixir erlang matlab fortran cobol julia lua dart groovy ocaml zig bash powershell c++ c# f# r
  mysql postgresql sqlite oracle mongodb redis memcached cassandra mariadb dynamodb couchdb neo4j elasticsearch snowflake bigquery redshift
  react vue angular svelte jquery ember preact solid backbone next nuxt gatsby astro remix
  django flask rails spring laravel symfony express fastapi nestjs koa
  bootstrap tailwind bulma sass css html
  pandas polars numpy scipy pytorch tensorflow keras jax matplotlib seaborn plotly
  npm yarn pnpm pip conda poetry cargo maven gradle bun deno
  jest mocha vitest cypress playwright selenium pytest junit
  webpack vite rollup parcel esbuild
  windows linux macos android ios ubuntu debian fedora centos arch mint freebsd chromeos
  iphone ipad macbook imac android pixel galaxy kindle
  bash zsh fish powershell cmd
  vim emacs nano vscode intellij pycharm eclipse sublime xcode
  chrome firefox safari edge opera brave
  aws azure gcp heroku vercel netlify digitalocean cloudflare linode
  s3 ec2 lambda rds
  openai anthropic google gemini claude chatgpt llama mistral cohere deepseek grok
  apple google microsoft amazon facebook meta netflix ibm intel amd nvidia samsung sony oracle adobe
  git svn mercurial github gitlab bitbucket
  jenkins travis circleci
  docker podman kubernetes nomad swarm
  terraform ansible puppet chef pulumi
  kafka rabbitmq sqs nats
  nginx apache caddy haproxy traefik
  http https ftp sftp ssh tcp udp dns smtp imap pop3 icmp rest graphql grpc soap websocket
  ipv4 ipv6
  dockerfile makefile
  word excel powerpoint outlook access sheets docs slides notion airtable trello jira asana
  flexbox grid
  oauth saml jwt ldap
  md5 sha1 sha256 bcrypt aes rsa
  facebook instagram twitter whatsapp snapchat tiktok youtube linkedin telegram signal reddit quora discord slack zoom skype teams pinterest
  gmail outlook yahoo
  paypal venmo stripe visa mastercard amex
  netflix hulu spotify amazon ebay etsy walmart target costco uber lyft airbnb booking
  ps4 ps5 xbox playstation nintendo switch steam
  for while
  if while
  around across behind beside within outside inside beneath above below through along between beyond near
  class struct interface enum object instance
  stack queue heap tree graph array list tuple set dictionary map string integer float boolean char
  int string float double bool boolean
  thread process coroutine
  map filter reduce
  key value index
  let var const
  view table index trigger procedure
  inner outer left right
  get post put patch head options
  insert update select delete drop truncate alter
  where having
  row column table cell
  commit branch tag remote merge rebase stash
  container image volume network pod node service deployment
  log file directory
  create rename copy move delete
  unit integration regression smoke
  width height margin padding border
  keyboard mouse monitor printer scanner webcam microphone speaker headphone
  cpu gpu ram ssd hdd motherboard
  bluetooth wifi ethernet usb hdmi
  laptop tablet desktop smartphone smartwatch
  hardware software firmware
  concurrency parallelism
  authentication authorization authorisation
  latency throughput bandwidth
  accuracy precision recall
  correlation causation regression
  weather climate
  speed velocity acceleration momentum
  mass weight density
  stalactite stalagmite
  mitosis meiosis
  astronomy astrology
  sympathy empathy apathy
  physics chemistry biology mathematics history geography philosophy economics psychology sociology anthropology geology astronomy astrology linguistics law medicine engineering
  algebra geometry calculus trigonometry statistics probability
  guitar ukulele banjo piano keyboard violin viola drum flute clarinet oboe bass cello harp saxophone trumpet trombone
  soprano alto tenor baritone
  football soccer basketball tennis badminton squash baseball hockey golf cricket rugby volleyball handball swimming rowing cycling skiing snowboarding skating surfing sailing boxing wrestling karate judo fencing archery
  league union
  chess poker checkers bridge blackjack backgammon sudoku
  yoga pilates zumba
  squat deadlift pushup pullup plank
  doctor nurse lawyer teacher engineer dentist pilot plumber electrician carpenter accountant chef waiter barber baker butcher farmer firefighter paramedic policeman pharmacist veterinarian optician surgeon architect journalist photographer programmer developer designer analyst scientist librarian mechanic welder judge soldier
  psychologist psychiatrist therapist counsellor counselor
  cardiologist neurologist dermatologist urologist oncologist radiologist
  dean rector provost
  mayor governor senator president minister chancellor king queen emperor
  stock bond fund etf option future loan mortgage share
  ira pension annuity
  llc llp corporation partnership
  will trust
  checking savings
  debit credit
  dividend interest rent salary wage bonus commission
  profit revenue turnover margin
  dental medical legal financial
  weekly daily monthly yearly hourly annual quarterly biweekly
  day week month year hour minute
  first second third
  north south east west
  northern southern eastern western central
  europe asia africa america australia antarctica oceania
  atlantic pacific arctic indian
  alps andes himalayas rockies pyrenees
  nile amazon danube rhine thames mississippi volga
  christian muslim jewish hindu buddhist sikh catholic protestant orthodox
  christianity islam judaism hinduism buddhism sikhism
  christmas easter halloween thanksgiving hanukkah diwali ramadan
  wedding funeral birthday christening graduation anniversary
  war peace
  democrat republican libertarian
  conservative liberal socialist
  capitalism socialism communism fascism feudalism
  heart liver kidney lung brain stomach bladder spleen pancreas intestine gallbladder thyroid prostate uterus
  arm leg hand foot knee elbow shoulder wrist ankle hip back neck finger toe thumb ear eye nose mouth tongue tooth lip chin cheek jaw forehead chest thigh calf heel hair nail skin
  virus bacteria bacterium fungus parasite
  viral bacterial fungal
  cold flu influenza covid pneumonia bronchitis asthma tuberculosis measles mumps rubella chickenpox malaria cholera typhoid hepatitis hiv
  diabetes cancer leukemia anemia arthritis osteoporosis gout lupus psoriasis eczema acne rosacea
  alzheimer parkinson huntington
  autism adhd dyslexia
  depression anxiety schizophrenia bipolar
  headache migraine toothache backache earache
  ibuprofen aspirin paracetamol acetaminophen naproxen diclofenac codeine morphine tramadol amoxicillin penicillin azithromycin metformin insulin warfarin heparin statin atorvastatin simvastatin lisinopril amlodipine omeprazole sertraline fluoxetine citalopram diazepam melatonin prednisone cetirizine loratadine
  arterial venous
  diagnose treat prevent cause cure
  symptom cause treatment
  circle square triangle rectangle pentagon hexagon octagon oval sphere cube cylinder cone pyramid
  sine cosine tangent
  difference product quotient
  numerator denominator
  add subtract multiply divide
  noun verb adjective adverb pronoun preposition
  metaphor simile
  prose poetry
  comedy tragedy drama horror thriller romance
  direct produce compose narrate
  director producer composer narrator screenwriter actor author
  novel poem play
  poem song story essay novel
  oil watercolor watercolour acrylic pastel
  opera ballet musical
  summer winter spring autumn
  development production staging testing
  solar wind nuclear coal gas hydro geothermal
  civil criminal constitutional administrative
  felony misdemeanor
  theft robbery burglary fraud
  murder manslaughter
  assault battery
  libel slander
  copyright trademark patent
  arrest conviction
  plaintiff defendant judge jury witness prosecutor
  student work tourist spouse
  phishing vishing smishing
  bus car health life home travel pet
  kitchen bathroom bedroom garage garden attic basement
  roof floor wall ceiling window door
  oven microwave stove dishwasher fridge freezer toaster kettle blender
  sofa table chair bed desk wardrobe
  passport visa
  uppercase lowercase
  buy sell rent lease
  apply renew cancel
  cook store reheat freeze
  clean repair replace paint install
  fast cheap safe healthy easy comfortable reliable
  fastest cheapest safest healthiest easiest largest smallest deepest tallest longest oldest richest
  faster cheaper safer healthier easier bigger taller longer older
  hotel hostel apartment
  history future
  causes effects symptoms
  population area
  wife husband mother father son daughter brother sister aunt uncle nephew niece cousin grandmother grandfather grandson granddaughter stepmother stepfather
  husband boyfriend fiance
  wife girlfriend fiancee
  boss landlord neighbour teacher doctor lawyer friend colleague tenant employer employee customer
  man woman boy girl
  adult child infant teenager toddler newborn
  human dog cat
  minor adult
`
  .trim()
  .split('\n')
  .map((group) => group.trim().split(' '));
