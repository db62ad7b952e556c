/** Ways to say one thing. */

/** Words with one meaning in a question, and irregular forms: the first stands for the others. */
export const SYNONYMS: readonly (readonly string[])[] = `
  package/parcel  unclog/unblock  faucet/tap  courteous/polite  oral/verbal  notify/inform  illness/sickness
  flashlight/torch  stroller/pram  mend/fix  infant/baby  taxi/cab  shut/close  respond/reply/answer  rich/wealthy
  spectacles/eyeglasses  enough/sufficient  attach/fasten  mailbox/letterbox  closet/wardrobe  windshield/windscreen
  january/jan  february/feb  march/mar  june/jun  july/jul  august/aug  september/sep/sept  october/oct
  november/nov  december/dec  monday/mon  tuesday/tue/tues  thursday/thu/thurs  friday/fri
  locate/find  drawback/disadvantage/downside/con  compose/write
  deny/reject/decline  journey/trip  footwear/shoe
  view/opinion  farming/agriculture
  urine/pee  smell/odor/odour  timetable/schedule
  plot/storyline  career/profession  opportunity/option  chimp/chimpanzee  gay/homosexual  tourist/traveler/traveller  marijuana/cannabis/weed
  utilize/use  operate/run  manufacture/produce  reside/live  depart/leave
  mandatory/compulsory/obligatory  concise/brief
  evaluate/assess  examine/inspect  forbid/prohibit/ban  postpone/delay
  annual/yearly  essential/crucial/vital  frightening/scary  liberty/freedom
  signature/autograph  stomach/tummy  plane/aircraft  bathroom/restroom/toilet
  supper/dinner  canine/dog  feline/cat  clothes/clothing/garment  pants/trousers
  grocery/groceries  candy/sweets  highway/motorway/freeway
  postcode/zipcode  cv/resume  cellphone/mobile
  buy/purchase/bought  fast/quick/rapid  fix/repair/correct/fixed  remove/delete/eliminate/erase/rid  price/cost/costs
  call/invoke/invoking  computer/pc  start/begin/began/begun  phone/mobile/cellphone/smartphone
  film/movie/films/movies  advantage/pro/pros  disadvantage/con/cons  javascript/js  typescript/ts  kubernetes/k8s
  postgresql/postgres  database/db  information/info  golang/go  python/py  repository/repo  directory/folder
  application/app  configuration/config  environment/env  authentication/auth  document/doc  advertisement/ad/advert
  photo/photograph/picture/pic/image  television/tv  refrigerator/fridge  gymnasium/gym  laboratory/lab
  mathematics/math/maths  vocabulary/vocab  examination/exam  bicycle/bike  aeroplane/airplane/plane  automobile/car
  physician/doctor  attorney/lawyer  mom/mum/mother  dad/father  movie/film  vacation/holiday  apartment/flat
  company/business/firm  job/occupation  salary/wage/wages  kid/child/children/kids  man/men  woman/women  foot/feet
  tooth/teeth  mouse/mice  person/persons  goose/geese  leaf/leaves  wife/wives  life/lives  knife/knives
  write/wrote/written/writing  build/built  make/made/making  take/took/taken/taking  buy/bought  sell/sold  win/won
  lose/lost/losing  find/found  send/sent  speak/spoke/spoken  eat/ate/eaten  drink/drank/drunk  run/ran/running
  go/went/gone  see/saw/seen  grow/grew/grown  know/knew/known  fly/flew/flown  draw/drew/drawn  break/broke/broken
  choose/chose/chosen  drive/drove/driven  fall/fell/fallen  forget/forgot/forgotten  hide/hid/hidden  keep/kept
  learn/learnt  leave/left  pay/paid  say/said  sleep/slept  spend/spent  steal/stole/stolen  teach/taught
  think/thought  understand/understood  wear/wore/worn  begin/began/begun  become/became  bring/brought  catch/caught
  fight/fought  feel/felt  hold/held  lead/led  mean/meant  meet/met  sit/sat  swim/swam/swum  throw/threw/thrown
  wake/woke/woken  freeze/froze/frozen  shoot/shot  sing/sang/sung  happen/occur  occur/occurred  color/colour
  favorite/favourite  program/programme  center/centre  tire/tyre  gray/grey  license/licence  defense/defence
  check/cheque  jewelry/jewellery  skeptical/sceptical  mold/mould  plow/plough  pajamas/pyjamas  aluminum/aluminium
  skillful/skilful  fulfill/fulfil  enroll/enrol  judgment/judgement  aging/ageing  percent/percentage  email/mail
  website/site/webpage  big/large  biggest/largest  smart/intelligent/clever  difficult/hard  error/err
  password/passwd  sick/ill  improve/enhance  assist/help  obtain/acquire  require/need
  difference/differ/differs/different  meaning/mean/means/definition/define/defined  reason/reasons  method/methods
  allow/permit  choose/select/pick  symptom/sign/symptoms/signs  benefit/benefits  risk/risks/danger/dangers
  cheap/inexpensive/affordable  afraid/scared  angry/mad  enough/sufficient  main/major/primary  quit/stop  shut/close
  speed/accelerate  teach/instruct  reply/respond  verify/check  resign/quit  edit/modify/change/alter  kill/terminate
  concatenate/join/combine  compute/calculate/determine  display/show  decrease/reduce/lower/lessen/minimize
  acquire/obtain/gain  error/mistake  construct/create/build/make  prevent/avoid  overcome/cope/conquer
  control/manage  baby/infant  reveal/disclose  tackle/address  hate/dislike  strange/weird/odd  funny/hilarious
  crazy/insane  wrong/incorrect/inaccurate  boost/increase/raise  country/nation  nice/pleasant  marry/wed
  teenager/teen  shop/store  weird/strange  talk/speak  look/appear  big/huge  rich/wealthy  bill/invoice
  client/customer  cab/taxi  illness/disease  gift/present  site/website  path/route  ok/okay  expensive/costly/pricey
  impact/effect/affect/influence  origin/originate  consequence/effect/result  feature/characteristic/trait
  significance/importance/important  lawsuit/suit  internet/web/online  technique/method/strategy  resume/cv
  teach/educate  beautiful/pretty  unhappy/sad  lessen/reduce  remedy/cure
  difference/distinction/distinguish/differentiate  thing/stuff/item  real/true/actual/genuine  easiest/simplest
  quickest/fastest  kind/type/sort  example/instance  great/good/nice/excellent/amazing/awesome  greatest/best
  reason/cause  meal/dish  tech/technology  average/typical  delicious/tasty  common/frequent  tiny/small  glad/happy
  rule/regulation  handle/deal  relationship/relation  government/govt  management/mgmt  maximum/max  minimum/min
  temperature/temp  approximately/approx/roughly  specification/spec  introduction/intro  demonstration/demo
  representative/rep  department/dept  recruit/hire/employ  employee/worker/staff  boss/supervisor  coworker/colleague
  fridge/refrigerator  garbage/trash/rubbish  sofa/couch  holiday/vacation  elevator/lift  petrol/gasoline
  pavement/sidewalk  biscuit/cookie  aubergine/eggplant  courgette/zucchini  coriander/cilantro
  mobile/cell  lorry/truck  nappy/diaper  torch/flashlight  spam/junk  shutdown/turnoff  launch/start  execute/run
  bug/defect  folder/directory  login/signin  sequence/series  abdomen/stomach/belly  medication/medicine/drug
  heal/cure  pill/tablet  exercise/workout  lawful/legal  unlawful/illegal  agreement/contract  pension/retirement
  earnings/income  require/need/needed/necessary  permit/allow  assemble/build  enlarge/expand  split/divide
  gather/collect  stay/remain  aid/help/assist  select/choose/pick  inform/tell  request/ask  seek/search
  problem/issue/trouble  quick/fast/rapid/speedy  begin/start/commence  end/finish/conclude  contemporary/modern
  huge/enormous/giant/massive  quiet/silent  smart/clever  brave/courageous  fear/afraid/scared  border/boundary
  forest/woods  street/road  hurt/pain/ache  thin/slim  sad/unhappy  purchase/buy  vacant/empty  wealth/riches
  silly/stupid/dumb  goal/aim/objective  suggestion/recommendation/idea  tired/fatigue/exhausted
  tip/advice/tips/suggestion/suggestions  trip/journey  under/below  weight/weights
`
  .split(/\s{2,}|\n/)
  .map((group) => group.trim())
  .filter(Boolean)
  .map((group) => group.split('/'));

/** Several words that are one: replaced before the text is cut into words. Letters and spaces only. */
export const PHRASES: readonly (readonly [string, string])[] = [
  ['united states of america', 'usa'],
  ['united states', 'usa'],
  ['united kingdom', 'uk'],
  ['new york city', 'nyc'],
  ['european union', 'eu'],
  ['amazon web services', 'aws'],
  ['curriculum vitae', 'cv'],
  ['high blood pressure', 'hypertension'],
  ['low blood pressure', 'hypotension'],
  ['kind regards', ' '],
  ['best regards', ' '],
  ['sorry to bother you', ' '],
  ['any idea', ' '],
  ['in general', ' '],
  ['in short', ' '],
  ['hang out', 'socialize'],
  ['wi fi', 'wifi'],
  ['how frequently', 'how often'],
  ['how many times', 'how often'],
  ['use instead of', 'substitute for'],
  ['first world war', 'world war 1'],
  ['second world war', 'world war 2'],
  ['1st world war', 'world war 1'],
  ['2nd world war', 'world war 2'],
  ['wwi', 'world war 1'],
  ['wwii', 'world war 2'],
  ['quick question', ' '],
  ['as soon as possible', 'asap'],
  ['each other', ' '],
  ['a lot of', ' '],
  ['lots of', ' '],
  ['such as', 'like'],
  ['at least', 'atleast'],
  ['at most', 'atmost'],
  ['no more than', 'atmost'],
  ['no less than', 'atleast'],
  ['not more than', 'atmost'],
  ['not less than', 'atleast'],
  ['more than', 'morethan'],
  ['greater than', 'morethan'],
  ['less than', 'lessthan'],
  ['fewer than', 'lessthan'],
  ['up to', 'upto'],
  ['in favour of', 'for'],
  ['in favor of', 'for'],
  ['rather than', 'not'],
  ['instead of', 'not'],
  ['in place of', 'not'],
  ['remind me', 'tell me'],
  ['go about', 'do'],
  ['or not', ' '],
  ['and why', ' '],
  ['why or why not', ' '],
  ['of all time', ' '],
  ['all time', ' '],
  ['in the world', ' '],
  ['how much time', 'how long'],
  ['what can i do to', 'how to'],
  ['what should i do to', 'how to'],
  ['what do i do to', 'how to'],
  ['what can be done to', 'how to'],
  ['so much', 'much'],
  ['your opinion', 'you think'],
  ['get rid of', 'remove'],
  ['get over', 'overcome'],
  ['find out', 'know'],
  ['make money', 'earn money'],
  ['making money', 'earn money'],
  ['human being', 'human'],
  ['human beings', 'human'],
  ['as well', ' '],
  ['in order to', 'to'],
  ['out of', 'outof'],
  ['due to', 'because'],
  ['at the moment', 'now'],
  ['right now', 'now'],
  ['set up', 'setup'],
  ['log in', 'login'],
  ['sign in', 'login'],
  ['log out', 'logout'],
  ['sign out', 'logout'],
  ['e mail', 'email'],
  ['every day', 'daily'],
  ['everyday', 'daily'],
  ['mr', ' '],
  ['mrs', ' '],
];
