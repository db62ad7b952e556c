/**
 * The words of freshness.ts: phrases in lower case, separated by commas or line ends. In a phrase `*` is any one word,
 * `**` up to three, `<day>` any word of that class, `^` the start and `$` the end of a sentence. Where two phrases begin at the same
 * word the longer one counts; of equally long ones the harmless one.
 */

export const list = (text: string): readonly string[] =>
  text
    .split(/[,\n]/)
    .map((phrase) => phrase.trim())
    .filter((phrase) => phrase !== '');

const words = (text: string): readonly string[] => text.trim().split(/\s+/);

export const CLASSES: Readonly<Record<string, readonly string[]>> = {
  '<day>': words('monday tuesday wednesday thursday friday saturday sunday'),
  '<unit>':
    words(`night week weekend month year quarter season semester morning afternoon evening summer winter spring fall
    autumn monday tuesday wednesday thursday friday saturday sunday`),
  '<units>': words('minute minutes hour hours day days week weeks month months'),
  '<time>': words('now today tomorrow yesterday tonight'),
  '<month>': words('january february march april may june july august september october november december'),
  '<number>': words('a an one two three four five six seven eight nine ten few couple several'),
  '<ordinal>': words(
    '1st 2nd 3rd first second third fourth fifth only last youngest oldest greatest worst best most former original',
  ),
  '<office>': words(`president ceo cfo cto chancellor king queen pope mayor governor senator minister secretary chairman
    chairwoman chairperson chair premier emperor monarch leader head coach captain manager champion champions owner
    commissioner director speaker ambassador`),
  '<role>':
    words(`host anchor drummer guitarist bassist vocalist goalkeeper quarterback striker principal dean provost rector treasurer
    comptroller sheriff superintendent archbishop bishop caliph ayatollah sultan chief mvp favorite favourite frontrunner nominee
    leader holder titleholder boss chairwoman editor publisher administrator attorney sponsor coordinator trainer conductor`),
  '<index>': words('dow nasdaq ftse dax nikkei 500 nifty sensex ibex'),
  '<mechanism>': words(
    'determined calculated formed defined elected chosen computed measured derived set named made decided controlled',
  ),
  '<contest>':
    words(`game match race election elections fight final finals championship cup bowl league tournament debate
    lottery oscar oscars grammy grammys nba nfl mlb nhl f1 superbowl`),
  '<asset>':
    words(`bitcoin btc ethereum eth dogecoin crypto solana gold silver oil crude gas petrol gasoline diesel copper
    platinum brent wheat electricity house housing stock share stocks shares dollar euro dólar oro petróleo биткоин доллар евро золото нефть altın dolar`),
  '<currency>':
    words(`usd eur gbp jpy inr cny rmb chf cad aud nzd krw brl mxn sek nok dkk pln try rub zar btc eth bitcoin dollar
    dollars euro euros pound pounds yen rupee rupees yuan peso pesos franc francs won lira ruble rubles real reais`),
  '<holiday>':
    words(`easter ramadan thanksgiving hanukkah diwali passover eid holi halloween christmas xmas lent carnival
    superbowl oktoberfest`),
  '<make>': words('write compose draft generate create invent make give tell'),
  '<piece>':
    words(`poem poems haiku story stories tale song lyrics dialogue scene joke jokes limerick sonnet screenplay email
    letter essay speech paragraph message tweet toast slogan caption quote quotes riddle greeting invitation reply function program regex note report article review script announcement schedule plan routine timetable reminder template workout`),
  '<aspect>': words(
    'difference history role formula meaning definition purpose theme plot moral origin concept principle theory law function etymology structure advantages disadvantages rules stages duties symptoms',
  ),
  '<yesno>': words('is are has have did will'),
  '<known>': words('the my our any there'),
  '<changing>':
    words(`game games match matches result results fixture fixtures standings season episode playoffs roster lineup flight flights
    train trains bus buses subway tube metro ferry traffic delay delays strike strikes outage outages server servers stocks shares
    earnings ipo storm hurricane tornado sunset pollen news headlines update updates version release beta patch election
    elections poll polls bill senate congress parliament ceasefire protests protest riots jobs vacancies openings concerts
    concert event events festival cases outbreak mission launch deals sale sales discounts holidays tickets seats appointment rooms
    recalls alerts alerts warnings parking vacancies spots rates tariffs`),
  '<done>':
    words(`released launched announced died resigned started ended begun finished arrived passed approved won lost signed
    fixed resolved arrested found dropped cancelled canceled postponed confirmed published acquired bought sold raised cut shipped
    landed reopened opened closed updated fired hired retired`),
  '<platform>':
    words(`youtube netflix instagram tiktok twitter facebook spotify reddit steam twitch hulu disney hbo amazon prime linkedin
    snapchat whatsapp telegram discord slack zoom github gitlab aws azure gcp cloudflare openai chatgpt claude gemini copilot`),
  '<state>': words(
    'sick ill over ready live gone done full busy late free available closed open winning losing broken canceled safe slow alive dead married single divorced overloaded blocked flooded jammed congested crowded packed busy booked frozen stuck reachable up banned dating pregnant retired engaged injured icy bankrupt cancelled canceled',
  ),
  '<rate>': words(
    'vat corporate income sales property crime poverty growth vacancy birth council payroll inflation unemployment interest mortgage fed prime lending savings deposit base repo jobless bank tax',
  ),
  '<mine>': words('train flight bus package parcel order delivery appointment meeting shift refund payment paycheck'),
  '<own>':
    words(`balance balances inbox email emails mail messages message voicemail notifications order orders package packages parcel parcels
    delivery booking bookings reservation reservations subscription bill bills invoice invoices statement points credits usage quota
    grade grades ticket tickets claim application appointment appointments shift shifts schedule calendar meeting meetings flight
    refund paycheck payment payments deposit portfolio holdings battery steps reminders tasks agenda timesheet limit spending transactions
    bookmarks cart wishlist luggage bag rewards miles mileage visits visa permit case prescription`),
  '<how>': words('busy full crowded packed late popular smoky icy muddy slippery sick'),
  '<kin>': words('children kids sons daughters grandchildren siblings wives husbands brothers sisters cats dogs'),
  '<holders>': words(
    'senators members candidates finalists nominees hosts judges champions contestants headliners leaders semifinalists frontrunners',
  ),
  '<happen>': words('win lose reply land arrive call score play sign pass resign retire vote deliver ship respond'),
  '<sky>': words('cold hot warm cool humid windy sunny rainy foggy wet dry icy dark cloudy smoky snowy muggy'),
  '<duty>':
    words(`hosts runs leads owns heads chairs coaches manages governs rules represents presents moderates captains commands controls
    anchors operates sponsors trains holds tops wears makes`),
  '<turn>': words('be rain snow freeze rise fall drop crash go clear stop warm cool'),
  '<made>': words('made built run released sold written seen born'),
  '<topic>':
    words(`weather temp temperature forecast humidity rain snow price prices news score scores version hours status outage outages traffic
    balance orders reminders movies songs concerts polls inflation debt unemployment ceo president manager coach age deaths cases
    population wage tickets lineup fixtures results standings rumors deals lts eol release stock stocks quote winners winner headlines
    odds date rankings schedule conditions`),
  '<count>':
    words(`seats employees users customers subscribers followers stores branches locations medals titles goals points trophies wins losses
    assists caps fans downloads stars members troops soldiers refugees players viewers listeners parameters satellites patents
    restaurants shops trucks planes aircraft nukes warheads electors delegates votes signatures streams friends`),
  '<kind>':
    words(`treatments treatment drugs drug therapies vaccines vaccine research studies findings evidence discoveries laws law regulations
    regulation rules rule policy policies features restaurants movies films books albums album songs song games shows series releases
    models phones phone cars music rumors developments jobs variant variants sanctions tariffs taxes`),
  '<release>':
    words(`album song single film movie book novel show series video phone iphone model console game tweet post speech budget bulletin
    disque livre roman série épisode chanson clip modèle téléphone disco libro serie canción película móvil disco livro filme música
    romanzo canzone buch lied film spiel handy serie staffel`),
  '<natural>':
    words(`river mountain mountains ocean lake desert animal animals bird fish mammal island continent waterfall volcano cave canyon tree
    plant snake insect species peak sea planet dinosaur reptile shark whale spider glacier peninsula bone muscle organ star particle
    element religion ocean oceans religions rivers mountains civilization language prime number palindrome word sentence city`),
  '<measure>':
    words(`grams gram liters litres liter litre ounces ounce cups cup ml kg kilograms pounds cm centimeters inches meters
    metres miles kilometers feet tablespoons teaspoons degrees radians percent`),
  '<service>':
    words(`premium plus pro prime ticket tickets pass subscription membership plan license licence haircut taxi uber ride stamp room night visit
    coffee beer meal`),
  '<artefact>':
    words(`model models company companies building buildings skyscraper phone phones smartphone car cars ev evs camera cameras chip chips gpu
    cpu processor telescope stadium mall hotel hotels restaurant restaurants bank banks supercomputer
    computer laptop laptops tv tvs brand employer economy exporter producer channel website app apps game games club clubs team teams
    player players footballer athlete singer actor actress youtuber streamer celebrity billionaire army navy airline airlines university
    universities stock stocks etf etfs broker vpn framework llm llms ai chatbot startup startups`),
  '<offer>': words(
    'are is fly offer offers sell sells support supports accept accepts allow allows require requires deliver delivers carry carries control controls',
  ),
  '<org>':
    words(`airlines airline countries teams companies company stores store banks bank states cities schools hotels restaurants flights models
    phones players party parties supermarkets supermarket carriers carrier providers provider universities brands airports gyms shops`),
  '<trouble>': words('issues problems trouble outages difficulties downtime delays disruptions'),
  '<session>': words(
    'meeting meetings session conference summit hearing vote election race round keynote earnings call press debate',
  ),
  '<planet>': words('mars venus jupiter saturn mercury uranus neptune pluto titan other exoplanets space'),
  '<place>':
    words(`request response message job task step page screen view route form field block instruction batch epoch layer
    token cursor selection buffer workspace project environment shell viewport frame slide chapter fragment coroutine
    transaction connection image pod cluster namespace kernel runtime config theme font color mode sum total
    directory folder dir user branch row line page element node cell index position thread process context
    scope window tab session url path selection object item value iteration character key module working commit record
    entry file column locale timezone frame instance container account accounts assets liabilities ratio density
    source sources law laws divider flow flows through transformer limiter gain mirror sensor`),
  '<electric>':
    words(`electric electrical alternating direct eddy ac dc ocean rip induced leakage drift constant input output stream gulf tidal jet
    saturation starting rated inrush displacement fault magnetic photo base collector`),
};

/** Says when: makes a question depend on its date, but not one about code ("today's date in Python"). */
export const TIME = list(`
  now, today, tonight, tomorrow, yesterday, current, currently, presently, latest, newest, recent, recently, lately
  ongoing, this <unit>, next <unit>, last <unit>, past <unit>, these days, at the moment, at present, at this moment, as of
  to date, <units> ago, earlier today, from today, day before yesterday, just announced
  next few <units>, last few <units>, past few <units>, last <number> <units>, past <number> <units>, next <number> <units>
  coming <unit>, coming <units>, on <day>, how soon, time in * $, time in * * $

  hoy, ahora, ahora mismo, ayer, anoche, actualmente, esta semana, este mes, este año, esta noche, esta tarde, próxima semana
  la semana que viene, la semana pasada, semana pasada, mes pasado, año pasado, próximo mes, este fin de semana, últimamente
  mañana, pasado mañana, más reciente, más recientes, última hora, en este momento, el * actual, la * actual, precio actual
  presidente actual, actual presidente, actual en, actual de, actual del, próximo partido, próximo tren, próximo vuelo, próximo eclipse, próximo lanzamiento, la actual, el actual, los últimos, las últimas, hace * días, hace * horas, reciente
  recientes, recientemente, de momento

  aujourd'hui, maintenant, actuellement, hier soir, avant hier, gagné hier, passé hier, match hier, cette semaine, ce mois ci
  cette année, ce soir, ce matin, ce week end, semaine prochaine, semaine dernière, mois prochain, mois dernier
  l'année prochaine, année dernière, demain, en ce moment, actuel, actuelle, actuels, actuelles, dernières, derniers résultats
  récent, récente, récents, récentes, récemment, prochain, prochaine, prochains, prochaines, il y a * jours

  heute, heutige, heutigen, heutiger, jetzt, derzeit, derzeitige, derzeitiger, derzeitigen, zurzeit, zur zeit, momentan
  aktuell, aktuelle, aktueller, aktuelles, aktuellen, aktuellste, gestern, vorgestern, morgen, übermorgen, diese woche
  diesen monat, dieses jahr, diesem jahr, dieser woche, nächste woche, nächsten monat, nächstes jahr, letzte woche
  letzten monat, letztes jahr, am wochenende, gerade, neueste, neuesten, neuester, neuestes, jüngste, vor * tagen
  dieses wochenende, nächsten <day>, kürzlich, neulich

  hoje, agora, amanhã, ontem, atualmente, atual, atuais, esta semana, nesta semana, este mês, este ano, hoje em dia
  próximo jogo, próxima partida, próximo voo, próximo trem, próxima semana, semana que vem, semana passada, mês passado, ano passado, neste momento, no momento, esta noite, mais recente
  mais recentes, recentemente, últimas

  oggi, adesso, attualmente, attuale, attuali, domani, ieri, dopodomani, stasera, stamattina, questa settimana, questo mese
  quest'anno, questo weekend, prossima partita, prossimo treno, prossimo volo, prossima settimana, settimana prossima, settimana scorsa, scorsa settimana, in questo momento
  mese scorso, anno scorso, più recente, più recenti, recentemente, ultime, ultima versione, al momento

  vandaag, momenteel, huidige, gisteren, vanavond, vanmorgen, vanmiddag, deze week, deze maand, dit jaar, dit weekend
  volgende week, volgende maand, vorige week, vorige maand, vorig jaar, op dit moment, nieuwste, laatste nieuws, recente
  overmorgen, onlangs, tegenwoordig

  dziś, dzisiaj, dzisiejszy, dzisiejsza, dzisiejsze, teraz, obecnie, obecny, obecna, obecnym, aktualny, aktualna, aktualne
  aktualnie, jutro, wczoraj, pojutrze, w tym tygodniu, w tym roku, w tym miesiącu, w przyszłym tygodniu, w zeszłym tygodniu
  następny mecz, następny pociąg, następny lot, najnowszy, najnowsza, najnowsze, ostatnio, w weekend

  bugün, bugünkü, şimdi, şu an, şu anda, şu anki, yarın, yarınki, dün, dünkü, bu hafta, bu ay, bu yıl, bu sene, bu akşam
  bu gece, gelecek hafta, geçen hafta, geçen ay, geçen yıl, güncel, son dakika, en son, en yeni, mevcut

  сегодня, сегодняшний, сегодняшние, сейчас, теперь, завтра, вчера, послезавтра, позавчера, текущий, текущая, текущее
  текущие, нынешний, нынешняя, на данный момент, в данный момент, на этой неделе, в этом месяце, в этом году, на следующей неделе
  на прошлой неделе, в прошлом месяце, в прошлом году, последние новости, последняя версия, последнюю версию, недавно, актуальный, актуальная
  актуальные, свежие, самый новый, новейший, новейшая
  сьогодні, зараз, вчора, цього тижня, поточний, останні новини

  اليوم, الآن, الان, غدا, غداً, أمس, امس, البارحة, حاليا, حالياً, الحالي, الحالية, هذا الأسبوع, هذا الشهر, هذا العام, هذه السنة
  الأسبوع القادم, الأسبوع الماضي, الشهر الماضي, آخر الأخبار, أحدث, الليلة, مؤخرا, مؤخراً
  امروز, اکنون, فردا, دیروز, این هفته, هم اکنون

  आज, अभी, अब, वर्तमान, मौजूदा, आजकल, इस हफ्ते, इस सप्ताह, इस महीने, इस साल, अगले हफ्ते, पिछले हफ्ते, नवीनतम, ताज़ा, ताजा, हाल ही
  कल, परसों, फिलहाल

  idag, imorgon, igår, just nu, för närvarande, i dag, i morgen, i går, akkurat nå, lige nu, tänään, huomenna, eilen, nyt
  σήμερα, τώρα, αύριο, χθες, χτες, היום, עכשיו, מחר, אתמול, hari ini, sekarang, besok, kemarin, hôm nay, bây giờ, ngày mai
  hôm qua, hiện tại, hiện nay
`);

/** Says that the present is meant, in whatever connection. */
export const NOW = list(`
  rest of this <unit>, remainder of this <unit>
  with today date, today date at, holidays are coming up, events are coming up, market recap, past <number> trading days, last <number> trading days, do i have left to, before i turn, until i turn, until i retire, how old am i, how old will i be this
  near here, around here, right now, as of now, as we speak, at this very moment, upcoming, so far, what is happening, what is going on
  what happened to * today, in real time $, near me, nearby, close to me, around me, cerca de mí, aquí cerca, in der nähe, in meiner nähe, près de moi
  près de chez moi, à proximité, autour de moi, perto de mim, aqui perto, vicino a me, qui vicino, in de buurt, w pobliżu, yakınımda, рядом со мной, поблизости
  मेरे पास, मेरे आसपास, आस पास, بالقرب مني, القريبة مني
`);

/** Begins a request for something that is made up: the times in it are those of its content. */
export const CREATES = list(`
  ^ suppose, ^ assume, ^ roleplay, ^ role play, ^ pretend, ^ let us pretend, ^ act as
  ^ explain how, ^ explain the phrase, ^ explain what, ^ write a, ^ write an, ^ write some, ^ write me a, ^ write me an, ^ write code, ^ write unit, ^ write the, ^ compose, ^ draft, ^ implement, ^ name a, ^ design a, ^ invent, ^ create a function, ^ create a class, ^ create a script, ^ create a fictional, ^ create a story, ^ create a character
  ^ generate a random, ^ come up with, ^ make up, ^ rewrite, ^ rephrase, ^ imagine, ^ schreibe ein, ^ schreibe eine, ^ schreib ein, ^ schreib eine, ^ erfinde, ^ écris un, ^ écris une, ^ rédige, ^ invente, ^ escribe un, ^ escribe una, ^ inventa, ^ escreva um, ^ escreva uma, ^ crie um, ^ scrivi un, ^ scrivi una
  ^ schrijf een, ^ napisz, ^ bana bir şiir, ^ напиши, ^ сочини, ^ придумай, ^ اكتب, ^ लिखो
`);

/** Begins a question that wants to understand: it is about what prices or weather are, not about how they stand. */
export const EXPLAINS = list(`
  ^ suppose, ^ assume, ^ imagine, ^ roleplay, ^ role play, ^ pretend, ^ let us pretend, ^ act as
  ^ co to jest, ^ czym jest, ^ wat is een, ^ what is a, ^ what is an, ^ was ist ein, ^ was ist eine, ^ was sind, ^ was bedeutet, ^ est ce un, ^ est ce une, ^ qué es un, ^ qué es una, ^ qué son, ^ o que é, ^ o que são, ^ cos'è un, ^ che cos'è, ^ что такое, ^ how might, ^ explain, ^ describe, ^ define, ^ how do i, ^ how do you, ^ how do we, ^ how do people, ^ how can i, ^ how can you, ^ how to, ^ how should, ^ how does * work, ^ how does * * work, ^ why do, ^ why does, ^ why are, ^ why did, ^ why was, ^ why were
  ^ what causes, ^ what caused, ^ what determines, ^ what affects, ^ what influences, ^ what are the rules, ^ what is the <aspect> of, ^ what is the <aspect> between, ^ what are the <aspect> of, ^ why is it, ^ who invented, ^ who wrote, ^ who discovered
  ^ what does ** mean, ^ give me a synonym, ^ can you explain, ^ could you explain, ^ please explain, ^ teach me, ^ what are the five, ^ what instruments, ^ what is an example
  ^ wie funktioniert, ^ wie funktionieren, ^ wie entsteht, ^ wie entstehen, ^ warum, ^ wieso, ^ erkläre, ^ erklär, ^ comment fonctionne, ^ comment se, ^ comment calculer, ^ pourquoi, ^ explique, ^ explique moi, ^ cómo funciona, ^ cómo se, ^ por qué, ^ explica
  ^ explícame, ^ como funciona, ^ como se, ^ por que, ^ explique, ^ come funziona, ^ come si, ^ perché, ^ spiega, ^ hoe werkt, ^ waarom, ^ jak działa, ^ dlaczego, ^ nasıl çalışır, ^ neden, ^ как работает, ^ как устроен, ^ как образуется, ^ почему, ^ объясни
  ^ كيف يعمل, ^ كيف يتكون, ^ لماذا, ^ اشرح, ^ कैसे, ^ क्यों
`);

/** What moves by itself: no word says when, and yet the answer will be another one. */
export const MOVING = list(`
  reigning, incumbent, sitting president, most recent version, most recent release, most recent update, most recent episode, most recent model, live score, live scores, latest version, latest * version, latest stable, latest release
  latest * release, latest lts, current version, current * version, current lts, newest version, latest update, latest updates
  latest news, latest features, latest model, latest models, latest trends, any updates, any update, any news, what is new

  what time is it, what is the time $, what is the time in, what is the time at, what is the time there, what is the date $, what time will it be, what time does, what date is it, what day is it, what day of the week is it
  what day of the month is it, what month is it, what year is it, what year are we, what week is it, what week of the year
  which day is it, what day will it be, what date will, tell me the time, tell me the date, time zone now, time is it
  days until, days till, how many <units> until, how many <units> till, how many <units> left, how many <units> are left, how many <units> are there until, how many <units> remain, how long is it until, weeks until, how long until, how many days to, countdown to, until <holiday>, till <holiday>
  days before <holiday>, when is <holiday>, when is chinese new year, when is black friday, when is mother day, when is the super bowl

  weather, forecast, will it rain, will it snow, is it raining, is it snowing, going to rain, going to snow, do i need an umbrella, do i need a jacket, do i need a coat, should i wear a coat, should i wear a jacket, should i bring an umbrella
  temperature in, temperature outside, temperature at, how hot is it, how cold is it, how warm is it, humidity in, air quality
  how windy is it, how humid is it, how sunny is it, how is the weather, is it windy, is it sunny, is it cold, is it hot outside, temp outside, a storm coming, umbrella $, carry an umbrella, take an umbrella, uv index, pollen count, sunrise in, sunrise at, sunrise time, is sunrise, sunset in, sunset at, sunset time, is sunset, does the sun set, does the sun rise, sun go down in, high tide, low tide, moon phase, phase of the moon, full moon

  price of, prices of, <asset> price, <asset> prices, price for <asset>, stock quote, stock value, share value, market cap
  market capitalization, exchange rate, exchange rates, conversion rate, <currency> to <currency>, <currency> in <currency>, <currency> into <currency>
  <currency> vs <currency>, trading at, worth of <asset>, <asset> worth, * stock doing, stock market doing, markets doing, market doing, mortgage rate, mortgage rates, interest rates in, inflation rate in, unemployment rate in, fed funds rate, gas cost
  ^ * stock $, how is the ** <index>, where is the <index>, <index> at, <index> doing, <index> performing, <index> trading, how much is ** <asset>, how much does ** <asset>, rates at, is * worth $, steht der <index>
  closing price, opening price, ticket price, ticket prices, hotel prices, flight prices, spot price, how much is the dollar

  who is the ** <office>, who is ** <office>, name the ** <office> of, name of the ** <office> $, name of the ** <office> of, who are the champions, who is in charge of, who is winning, who is ahead
  who won the ** <contest>, who is leading, who is in the lead, who leads, who runs, who owns, who currently, who is playing, who plays next, play next, plays next
  did the ** win $, did * win $, did * * win $, when do the * play, when does * play, top of the table, top of the league, top of la liga, is top of, number one in, in the polls, latest polls, rankings $
  richest man, richest person, richest woman, richest people, most followed, most subscribed, most streamed, world number one
  number one song, box office, score of the <contest>, score of the * <contest>, score of * vs, score of * v, score between, final score, the score $, score in the <contest>, standings, league table, line up for, next game, next match
  next election, next episode, next flight, next train, next bus, next launch, next eclipse, next race, next meeting, last game, last match, last race, last episode
  still alive, still married, still available, still open, still supported, still in office, still president, still ceo
  still playing, still the ** <office>, still working at, is * alive, is * * alive, out yet, released yet, available yet, open yet, over yet, yet $, announced yet

  headlines, news, earnings call, earnings report, week number, trending, is the ** closed $, are the ** closed $, road closures, who do ** play, who does ** play, flight status, status of flight, flight delays
  status of my, where is my, traffic on, traffic in, traffic to, traffic like, traffic jam on, is * down $, are there delays, delays on, delays at, an update on, update on the, updates on, my calendar, my schedule, remind me, having an outage, outages
  outage at, servers down, opening hours, business hours, store hours, open now, open late, is * open $, is * open on, is the ** open $, are the ** open $
  is the ** open on, are * open on, when does ** open, when does ** close, when do * open, when do * close
  near me, in stock, on tv, playing at, playing in theaters, playing in cinemas, in theaters, showing at, release date, come out, coming out, comes out
  on sale at, job openings, people in space, how is * polling, polls say, when does the next, when is the next, when will the next
  popular right now, popular these days, on strike, who is performing, gas prices, on tour, flights to, flights from, is ** down $, is ** delayed, are ** delayed, is ** cancelled, is ** canceled, flight delayed
  are there any ** near, wildfires near, wildfires in, is the sun out, who won $, <asset> going for, playoff picture, made the playoffs, injury report, starting lineup
  fixtures, transfer news, top scorer, leading scorer, showtimes, show times for, tickets for, tour dates, concerts in, concerts near, events in, events near, who is hosting
  road conditions, snow report, surf report, train times, bus times, ferry schedule, bond yield, bond yields, treasury yield, yield on the, cd rates, crypto prices, <asset> chart
  changelog for, rumors about, approval rating, is running for, are running for, the nominee, has * resigned, net worth, is * dating, who is * dating, is * married to, sold out
  wait time at, wait times at, how many followers, how many subscribers, how many views, safe to travel to, travel advisory, travel advisories, winning numbers, powerball, jackpot
  horoscope, wordle, clocks change, clocks go back, clocks go forward, now hiring, is * hiring, deals on, deals for, discount code, coupon code, promo code, cheapest flight
  cheapest flights, is * out $, is ** available in, is ** injured, in power in, ruling party in, who governs, who is in power

  qué hora es, qué día es, qué fecha es, el clima en, clima en, tiempo hace, tiempo hará, pronóstico, va a llover, el tiempo en, precio del, precio de
  cotización, tipo de cambio, cuánto está el, cuánto vale el dólar, noticias, quién es el presidente, quién es la presidenta, quién ganó el partido, quién va ganando, a cómo está
  cuándo juega, cuánto cuesta el <asset>, cuánto vale el <asset>, horario de, resultado del partido
  quelle heure est, quel jour sommes, quelle est la date, quel jour est, météo, quel temps, va t il pleuvoir, prix du, prix de, quand joue, prix de l'or
  taux de change, cours de, cours du, dernières nouvelles, actualités, actualité, qui est le président, qui est la présidente, qui est le premier ministre, horaires d'ouverture
  combien vaut, combien coûte le <asset>, se passe t il, quoi de neuf, combien coûte l'or, score du match
  wie spät, wie viel uhr, welcher tag ist, welches datum, wetter, wetterbericht, wettervorhersage, regnet es, wird es regnen, preis von, goldpreis
  bitcoinkurs, wechselkurs, aktienkurs, aktienkurse, benzinpreis, benzinpreise, kurs von, nachrichten, gibt es neues, was gibt es neues, wer ist bundeskanzler
  wie viel kostet ** <asset>, was kostet <asset>, was kostet ein <asset>, wer ist der bundeskanzler, wer ist der präsident, wer ist präsident, öffnungszeiten, schlagzeilen, wer ist kanzler, wann spielt, spielstand, nächste zug, nächster zug, nächste bus, nächste bahn, nächste spiel, nächster flug, nächste flug
  que horas são, que dia é, previsão do tempo, clima em, tempo em, vai chover, preço do, preço da, cotação, taxa de câmbio, quem é o presidente, notícias
  quanto está o dólar, quando joga, quanto custa o <asset>, quanto está o <asset>, resultado do jogo
  che ore sono, che ora è, che giorno è, meteo, che tempo fa, il tempo a, quando gioca, quanto costa il <asset>, previsioni, prezzo del, prezzo dell'oro, prezzo dell, tasso di cambio, notizie, quotazione, chi è il presidente
  quanto vale, orari di apertura, pioverà
  hoe laat is, welke dag is, het weer, weerbericht, weersvoorspelling, prijs van, wisselkoers, nieuws, wie is de premier, wie is de president, openingstijden, gaat het regenen
  która godzina, która jest godzina, jaki dzień, jaki jest dzień, pogoda, pogodę, prognoza, kurs dolara, kurs euro, kurs, cena złota, cena bitcoina, wiadomości, kto jest prezydentem, kto jest premierem
  saat kaç, hava durumu, hava nasıl, hava kaç derece, dolar kuru, euro kuru, dolar kaç, euro kaç, <asset> kaç, altın fiyatı, fiyatı, döviz kuru, haberler, günlerden ne, ayın kaçı
  который час, сколько времени, сколько сейчас, какое число, какой день, погода, погоду, погоды, прогноз погоды, курс доллара, курс евро, курс рубля, курс валют
  курс биткоина, цена биткоина, сколько стоит <asset>, что нового, цена золота, цена нефти, стоимость биткоина, новости, кто президент, какой счёт, пробки
  كم الساعة, كم الساعه, الطقس, طقس, حالة الجو, سعر الذهب, سعر الدولار, سعر صرف, سعر البيتكوين, سعر, أخبار, الأخبار, من هو رئيس, ما هو التاريخ
  मौसम, कितने बजे, समय क्या, तारीख क्या, कीमत, का भाव, भाव, समाचार, खबरें, खबर, विनिमय दर, का राष्ट्रपति कौन, प्रधानमंत्री कौन, का प्रधानमंत्री
  väder, vädret, vejret, sää, καιρός, ο καιρός, מזג האוויר, cuaca, thời tiết, giá vàng, آب و هوا, قیمت, погода в
`);

/** End like what somebody is doing, and are not. */
export const NO_PARTICIPLES = words(`
  thing nothing something anything everything king ring string spring wing sing bring morning evening during building being wedding
  meaning feeling ceiling beijing earring sibling darling pudding offspring viking sterling shilling lightning interesting boring
  understanding exciting surprising amazing relaxing missing according including worth learning
`);

/** End like what is more so than all others, and are not. */
export const NO_SUPERLATIVES = words(`
  best worst oldest earliest interest request forest harvest protest contest honest modest invest digest guest quest west rest nest test suggest arrest everest
  budapest conquest chest crest pest manifest priest breast august ernest tempest inquest bequest
`);

/** The same of further subjects: ages, costs, standings, what is up and what is down. */
export const MOVING_TOO = list(`
  ^ is * <doing>, ^ is * * <doing>, ^ is * * * <doing>, ^ are * <doing>, ^ are * * <doing>, who is ** <doing>, where is ** <doing>, what is everyone <doing>, what is everybody <doing>, what are people <doing>, what are they <doing>
  ^ when will, ^ any, where is the nearest, find the nearest, coming up in, coming up at, coming up this, conferences in, ^ did ** beat, ^ did ** lose, ^ did ** qualify, how did the ** close, how did the <index>, how did ** do $, how much is a ticket, who is ** boyfriend, who is ** girlfriend, who is ** husband, who is ** wife, is ** expected in, is ** expected to, is ** expected $, the verdict in, ^ cheapest, ^ * status $, ^ * * status $, ^ * * * status $, <platform> status, is <platform> down, is <platform> slow, is <platform> not, new on <platform>, best on <platform>, popular on <platform>, followers on <platform>, most <platform> followers, most viewed, most liked, most played, most downloaded, most sold
  who has the most, who has the best, who has the highest, who has the fewest, which team has, who scored, who plays for, who started at, who is engaged, engaged to, what time is the <contest>, what time is the super, what time is the game, what channel, when is the next, where is the next, who is the next, when was the last time
  stable version, supported version, lts version, end of support, support for ** end, eol date, going up or down, is it up or down, is there parking, are there ** available, are there ** left, is there ** left, snow like in, snow like at, surf like, waves like, how much are, rain stop, rain start, storms headed, storm headed
  wer hat ** gewonnen, wer wird, wer gewinnt, was gibt es neues, was gibt neues, was gibt $, qui va, qui gagnera, quelles nouveautés, quoi de neuf, quién va a, quién ganará, qué hay de nuevo, qué novedades, quem vai, o que há de novo, chi vincerà, chi vince, quali novità, che ore sono, кто победит, кто выиграет, что новенького
  ^ <yesno> <known> ** <changing>, is there a ** <changing>, is there an ** <changing>, are there any ** <changing>, is there a new, is there an update, are there new, when does ** <changing>, when do ** <changing>, when is ** <changing>, when are ** <changing>, when will ** <changing>, when is the new, when does the new, how is the <changing>, how are the <changing>
  where are the <changing>, ^ has ** <done>, ^ have ** <done>, did ** win last, ^ did * <done>, ^ did ** pass, ^ did ** announce, ^ did ** resign, ^ did ** release, ^ did the fed, ^ will my, ^ will there be, will ** be cancelled, will ** be canceled, will ** be delayed, will ** be open, who will
  which team is, which team leads, which team tops, which team has the most, which teams are, vs * result, vs * score, vs * odds, vs * live, vs * highlights, vs * tickets, vs * tonight, vs * prediction, vs * * result, vs * * score, <currency> <currency>, usdjpy, eurusd, gbpusd, usdinr, btcusd, ethusd, audusd, usdcad, usdchf, eurgbp, how much is ** per month, how much is ** per year, how much is ** a month, how much is ** a year
  subscription cost, what is ** age $, living man, living woman, living person, oldest person, tallest person, tallest man, oldest man, oldest woman, traffic into, traffic near, traffic from, traffic at, traffic between, how far along is, on the iss, aboard the iss, the space station now, is the space station, what jobs, jobs at, job market, in the ** final $, in the finals $
  in stores, on sale, back in stock, pre order, preorder, the new season, new season of, the next season, first look, rumored, rumours, leaks about, the line up, which companies are, which countries are, how many <units> old is, what is the deadline, what is the wait, what is the line, what is open $, what is open on, what is closed $, whats open, anything good on, anything new, what is good on
  how old is, what is the age of, how old are, how much does ** cost, how much does ** of ** cost, how much does * * * * cost, how much do ** cost, how much is it to, how expensive is, how expensive are, what does ** cost $, how much are * tickets, how much are tickets, how much is a * ticket
  how much is a * subscription, going rate for, cost of living in, cost of a, average rent in, rent in, how much is rent, is ** down for, is ** down or, is ** down again, is ** up $, are ** down $, why is * down $, why is * * down $, is ** back up, is ** back online, is ** working right
  is ** <state> $, are <known> ** <state> $, is ** <state> or, is ** <state> yet, who is ** dating, who is ** married to, ^ did ** die $, who died, has ** died, is ** in jail, is ** in prison, ^ is ** still, ^ are ** still, how many kids does, who is ** seeing
  what is the <rate> rate, what is the <rate> rate in, what are <rate> rates, the <rate> rate at, <rate> rate on, <rate> rates on, the fed rate, the minimum wage, minimum wage in, gdp of, national debt, population of, world record, holds the record, tallest building in the world, richest country
  how is <asset> doing, how is ** doing $, how are ** doing $, is <asset> up, is <asset> down, did the stock market, the stock market go, stock market close, markets close, did the market, should i buy, should i sell, good time to buy, good time to sell, stock price, share price, price target
  is ** on time, is ** late $, is ** delayed, is ** running, * delays $, delays in, train delays, flight delays, when is my <mine>, where is my, track my, status of, when does my <mine>, how long is the wait, how long is the line, cheap flights, flights to, hotels in, last minute deals, things to do in
  ^ score * * $, <contest> score, <contest> scores, cricket score, football scores, soccer scores, <contest> results, results of the <contest>, election results, exit polls, lottery results, <contest> schedule, <contest> standings, <contest> bracket, game schedule, train schedule, bus schedule, ferry times, medal table, medal count, top songs, top movies, top shows, top * on
  number one on, the charts, billboard, box office, what should i watch, most popular * on, most watched, bestseller list, best sellers, who got eliminated, who got voted, who won the lottery, who is hosting, who is headlining, lineup for, casting for, in the cast of the new
  daylight saving time end, daylight saving time start, daylight savings end, daylight savings start, daylight saving end, daylight saving start, when is * day, when is mother's day, when is father's day, when is the <number>, when is fathers day, when is mothers day
  how many days since, how long has it been since, how long ago was, days since, years since, how long has * been, how long have * been, how many years has * been, how many years ago was, how many years until, how many hours until, how many minutes until, hours until, minutes until, until sunset, until sunrise
  who heads, who chairs, who coaches, who manages, in power, who is in charge, who is running, the cabinet of, who represents, controls the senate, controls the house, controls congress, majority in, by market cap, most valuable company, largest company, who is the ** <office> $, world champion, world champions, defending champion, title holder
  how deep is the snow, how many <currency>, how much is a ** of ** in, what is on at, what is on in, is the * * * * open $, is the * * * * * open $, how is the <asset>, wind speed in, wind in, which year is it, which month is it, when does <holiday>, when do <holiday>, when will <holiday>, chance of rain, chances of rain, what should i wear, will it be, how hot will, how cold will, how warm will, is it hot in, is it cold in, is it warm in, is it snowing in, is it raining in, weather like, forecast for, when will it stop, is there a storm, hurricane path, wildfire smoke, earthquake just, earthquake in * $
  is ** hiring, is ** legal yet, is there a strike, is there school, is school closed, is * closed, are schools closed, are banks open, is the bank open, is ** open $, is ** open on, is ** open until, what time does ** open, what time does ** close, open on <day>, open on sundays, open on christmas, open on thanksgiving, hours of operation
  new covid variant, covid cases, covid rules, flu season, bird flu cases, outbreak in, how many cases, death toll, how many people have died, war in, ceasefire, peace talks, situation in, what did i miss, catch me up, whats new, whats happening, whats going on, in the headlines, top stories, breaking news, trending topics
  flagship phone, next iphone, new iphone, new macbook, new model of, models does * offer, models does ** offer, currently offer, is ** worth buying, still worth, early access, patch notes, when is ** coming out, when will ** release, when will ** be released, when does ** come out, when does ** release, when does ** premiere, season * release, release of the next
  next <holiday>, next <contest>, next <office>, next <day>, next launch, next eclipse, next train, next bus, next flight, next holiday, next bank holiday, next public holiday, next long weekend, next new moon, next solar eclipse, next lunar eclipse, next leap, next term, next deadline, next payday, the deadline for, application deadline
  word of the day, deal of the day, quote of the day, song of the day, question of the day, today is date, tell me what day, what day is, what month are we, what season is it, what year is this, how late is, is it late, is it night in, is it morning in, is it still night, is it dark, is it friday, is it monday, is it weekend
`);

/**
 * Forms that ask how something particular stands, whatever it is: "is the ... closed", "how many ... has ... won", "my ...".
 * They say little of the subject, so they do not count where a program is the subject.
 */
export const STANDING = list(`
  what is my ** <own>, what are my ** <own>, how much is my ** <own>, is my ** <own>, are my ** <own>, has my ** <own>, have my ** <own>, did my ** <own>, when is my ** <own>, when are my ** <own>, when does my ** <own>, when will my ** <own>, ^ show my ** <own>, ^ show me my ** <own>, ^ check my ** <own>, ^ list my ** <own>, ^ read my ** <own>, ^ my ** <own> $, ^ what is my * $, ^ what is my * * $
  what did i spend, how much did i spend, how much have i, how many ** do i have left, how much ** do i have left, how many ** do i have in my, how much ** do i have in my, how much ** do i owe, how much do i owe, ^ do i have ** <own>, ^ do i have any, ^ am i late, ^ am i on time, ^ am i free, ^ am i overdrawn, ^ am i still, ^ did i get, ^ did i win, ^ did my, ^ did we, ^ who called, read me my, unread
  ^ are there any ** left, ^ are there any ** available, ^ is there a ** coming, ^ who <duty>, ^ who is in, ^ what did my ** say, ^ who are the ** <holders>, ^ who won * $, ^ who won * * $, ^ did ** <happen>, ^ is ** fit to, ^ is ** fit for
  ^ has, which ** are <state> $, which ** is <state> $, is ** <state> because, are ** <state> because, are ** <state> for, is ** <state> for the, ^ is ** ok $, which ** is <doing>, ^ what * is <doing> $, what * are <doing> $, ^ will the, ^ will it <turn>, ^ will * win, ^ will * * win, ^ will * be <done>, ^ will * * be <done>
  ^ when are the, ^ when is the, ^ when is my, ^ when are my, ^ when is our, ^ when is * $, ^ when are * $, ^ when does the, ^ when do the, ^ when does ** end $, ^ when does ** start $, ^ when does ** begin $, ^ when does ** expire, ^ when does my, ^ when do my, ^ what time is, ^ what time are, ^ what time do, ^ which channel, ^ which gate, ^ what gate, ^ which platform, ^ which terminal, when can i get, when can i buy, when can i watch, when can i see, when can i book, when can we expect
  how <how> is, how <how> are, ^ how is the * in, ^ how are the * in, how many <count> does, how many <count> do, how many <count> has, how many <count> have, how many <count> are in the, how many * has * <done>, how many * has * * <done>, how many * * has * <done>, how many ** have been, how many people are, how many people have, how many people live in, how many people use, how many people work at, how many countries are in the, how many countries have, how many companies
  <best> ** <artefact>, the <artefact> with the most, the world <best>, world <best>, <best> ** ever <made>, ^ which <org> <offer>, ^ what <org> <offer>, ^ which * <org> <offer>, which <artefact> has the most, which * <artefact> has the most, which <artefact> has the <best>, which <org> has the most, which * has the most followers, who has ** the most, who holds, the most times, tops the, most popular, most valuable, most used, most visited, most wanted, most expensive ** <artefact>, most powerful ** <artefact>, most powerful person, most powerful country
`);

/** Further subjects that move by themselves. */
export const MOVING_AS_WELL = list(`
  can i still register, can i still apply, can i still buy, can i still get, can i still book, can i still sign up, can i still order, can i still enroll, can we still book, can we still get
  of the ** leaderboard, on the ** leaderboard, tops the ** leaderboard, leads the ** leaderboard, number one ranked, ranked number one, is hiring, are hiring, they hiring, on speaking terms, warm enough to swim, snow is there, lifts running, lifts open, slopes open, till prices <turn>, until prices <turn>, for prices to <turn>, till rates <turn>, until rates <turn>, for rates to <turn>
  pending in congress, pending in parliament, pending in the senate, pending before, ^ what is ** status $, ^ what is the ** status of, processing time at, processing times at, still have a shot, still have a chance, still in contention, still in the running, tickets left, seats left, rooms left, spots left, places left, newest release, newest * release, newest <release>
  too late to file, too late to register, too late to apply, too late to order, too late to vote, too late to sign up, too late to enroll, too late to book, ^ are ** back together, running again, open again, flying again, working again $, out yet, over yet, ^ is ** in stock, ^ are ** in stock, still in stock, back in stock, ^ is ** sold out, ^ are ** sold out
  ^ <topic> $, ^ * <topic> $, ^ * * <topic> $, ^ <topic> * $, ^ <topic> in * $, ^ <topic> for * $, ^ <topic> of * $, ^ <office> of * $, ^ <office> of the * $, ^ * <office> $, ^ * down $, ^ next * <changing> $, ^ * * game $, ^ minimum wage, the wind doing, ^ day of the week $, who got <done>, something happen to, best selling, pharmacy open, ^ new <artefact> $, <asset> level in, humidity level, pollen level, water level
  ^ is the ** <state> $, ^ are the ** <state> $, ^ is ** <done> $, ^ are ** <done> $, ^ is ** out $, are online $, how <sky> is it, the value of one, value of one, what is ** worth $, what are ** worth $, ^ is the <asset>, ^ are the <asset>, time difference, ^ the top <kind>, what is the top <kind>, what are the top <kind>, the last <own>, score of the, anything happen, who plays * for, who plays ** for, when do ** play
  up or down, having <trouble>, having ** <trouble>, experiencing <trouble>, experiencing ** <trouble>, acting up, <trouble> with <platform>, <platform> broken, my account balance, my bank balance
  last <session>, latest <session>, most recent <session>, funds rate, the <rate> rate $, <rate> rate in, <rate> rate for, <rate> rates in, base rate, bank rate, 401k limit, contribution limit, yield on, left in the season, left in the game, left in the year, left in the month, left in the match, left to play, left before, left at the, left on my, what is on my, due $
  where can i watch, where can i stream, is ** on <platform> $, is ** streaming on, who is the ** <role> of, who is ** <role> $, who is the first lady, what team is * on, which team is * on, who is on call, who is on duty, who is on pole, who is on the cover, who is ** with $, where is the iss, who is in space
  how long is the ** wait, how long is the ** line, how long is the ** queue, processing time for, processing times, wait time for, wait times for, waiting time, the queue like, the line like, the crowd like, the traffic like, the wait like, like outside, cpu usage on, memory usage on, disk usage on, logged in $, logged in right, open issues, open tickets, open pull requests, open prs
  best ** to buy $, best ** deals, best ** offers, best ** for the money, best ** under <number>, which ** should i buy, what ** should i buy, movies out, games out, books out, the cheapest * you can, the cheapest * * you can, <best> paid, <best> ranked, <best> rated
  ^ what does ** cost, cost per month, cost per year, cost a month, cost a year, ^ how much is the, ^ how much is ** <service>, ^ how much are the, how much do ** charge, how much does ** charge, how much do ** make $, how much do ** earn, going wage, going salary, going price, average salary, average wage, average price, median income, salary of a, salary of an, salary of the, salaries in, starting salary, gas fee, gas fees, interest on a, is * p e ratio $, dividend yield, after hours $, premarket, pre market, prices in
  what does * earn, what does * * earn, how much does * earn, how much does * * earn, how much does * make $, how much does * * make $, where does * live $, where does * * live $, how old is the <office>, how many ** deaths, how many covid
  new <kind> for, new <kind> on, new <kind> in, new <kind> about, new <kind> against, ^ new <kind>, did * tweet, did * post, did * * tweet, did * announce, is * up to $, is * * up to $, yellow jersey, scorecard, score card, waiver wire picks, kickoff $, the toss $, play for $, plays for $, playing for $, phase is the moon, support end $, support ends $, eol $, ^ which lts, ^ what lts, is ** stable $
  is ** legal in, are ** legal in, is ** banned in, are ** banned in, is ** mandatory in, are ** required on, are ** required in, are ** required at, favored to win, favorite to win, favorites to win, odds of ** winning, a sequel to, season finale, ^ <asset> $, ^ * <asset> $, futures $, tide times, danger level, fire danger, pollen, ^ is ** open <holiday>, ^ are ** closed on, ^ are ** open on, ^ is ** closed on, open christmas, open new year, can i travel to, visa rules, visa requirements, is it safe in
  ^ when does school, ^ when do clocks, situation at, situation with, ^ which version, ^ which versions, ^ what versions, ^ what version of, ^ what version is, eta of, eta for, the eta $, at war $, at war with, won best, trade for $, is * * rating $, water safe to drink in, what is for lunch, what is for dinner, what is on <platform>, overvalued, undervalued, a good stock, a good buy, ^ do trains, ^ do buses, headed $, bills are before
  ^ did the ** go up, ^ did the ** go down, ^ did the ** rise, ^ did the ** fall, ^ did the ** drop, ^ did the ** crash, <index> close at, close at $, <number> <currency> in, <number> <currency> to, <number> <currency> is in, how many <currency> is, how many <currency> to, who is king of *, who is queen of *, ^ who won the ** $, the score in the ** <contest>, the score of the ** <contest>, score for the, how did ** do at, how did ** do against, how did ** do in the
  what place is, what position is, when was the last <changing>, when was the last commit, ^ track my, ^ track <own>, ^ track the, sota, ^ what is my next, ^ how much is a, ^ how much is an, how much is one, ^ is it * in * $, ^ is it * in the * $, everyone talking about, everybody talking about, people talking about, ^ result of, ^ results of, end of life $, ^ what is in the new, ^ what is in the latest, is there an issue with, is there a problem with, any issues with, any problems with, something wrong with
  lineup $, any new, ^ flight * $, ^ flight * * $, ^ shares of * $, how many <kin> does, do i get for <number>, how much do i get for, which week are, what week are, what was the result, the result of the ** <contest>, opening times, with traffic, the drive to, world population, should i bring a, should i take a
`);

/** Harmless uses of the words above. */
export const INNOCENT = list(`
  price of anarchy
  are there more, ^ how much is a ** in <measure>, how many <kin> does a, how many <kin> do people, ^ how much is the ** in <measure>, how many euro cents, how many euros cents, the last email address, ^ did ** win a, ^ did ** win an, ^ did dinosaurs, ^ did the romans, ^ did the egyptians, ^ is it <done>
  ^ how much is a dozen, ^ how much is a pinch, ^ how much is a gross, ^ how much is a ton, ^ how much is a score, ^ how much is a lot, ^ how much is a mole, ^ is a * a, ^ is an * a, ^ is a * * <doing>, ^ is a * a * <doing>, ^ is an * * <doing>, ^ is it used in * $, ^ is it written in * $, is there a problem with my, is there a problem with this, something wrong with my, something wrong with this, who was the <best> *, when was the first
  recent items, recently used, recent files, recent documents, recent file, any new line, any new lines, problem with the following
  ^ what is <topic> $, ^ what are <topic> $, ^ why do <topic>, ^ explain * <topic> $, ^ explain <topic> $, ^ define <topic> $, ^ what * <topic> $, ^ who won the first ** $, ^ who won the 1st ** $, which planet has the most, which planet has the <best>, which country has the <best>, is my ** right $, is my ** correct $
  ^ who won the battle of ** $, ^ why is my, ^ will the following, ^ has this, ^ which version of the, ^ what version of * introduced, ^ which version of * introduced, version of the, <number> pounds in <measure>, <number> pounds to <measure>, <number> <currency> in <number>, ^ how is the * in a, how many <count> has a, how many <count> have a, ^ what is my purpose, ^ what is my function, ^ what is my name, due date, ^ release the, ^ up version, a version, edit distance, binary search, ^ when is * used $, ^ what time complexity, ^ track changes
  ^ has ** ever, ^ has ** always, quando è caduto, ^ has any, ^ has anyone, ^ has science, recent memory, recent past, last meeting of, last conference of yalta, ^ do i have to, ^ do i have the right, ^ what is my purpose, ^ will it be possible, <best> path, what is on the periodic, <best> player in history, pollen grain, pollen grains, is pollen, legal in chess, how is the * in a, how are the * in a, what version of the bible, who is king of pop, ^ who won the ** war $, ^ who won the battle, ^ who won the ** race $, ^ who won the war, ^ who won the <ordinal>, weather cycle, weather balloon, weather themed, weather app, weather vane, weather system, weather systems, weather front, weather fronts, weather pattern, weather patterns, weather phenomena, breaking news as, headlines for a, headlines about, headline for, headline about, current yield, when was the last ice, track changes, track record, ^ track and, left before right, left on the stack, left on the number line, ^ <yesno> the ** a, ^ <yesno> the ** an, how close is * to, how likely is it that a, how strong is a, how strong is an, how strong is the force, how safe is it to, how bad is it to, how bad is it for
  how close are, how much is the ** worth in, how much is a ** in <measure>, how much is the ** in <measure>, how many points has a, how many people are needed, how many people are required, how many people are in a, ^ when is the best, ^ when is the right, ^ when is the ideal, ^ when is the optimal, ^ when is the use, ^ when is the subjunctive, ^ when are the <natural>
  ^ when does the <natural>, ^ when is the ** used, ^ when are the ** used, ^ when is the ** called, ^ when is the ** executed, ^ when is the ** triggered, ^ when is the ** appropriate, ^ when does the ** run, ^ when does the ** occur, <best> <natural> in the world, <best> * <natural> in the world, world <best> <natural>, the world <best> <natural>, best <kind> to, most popular * of all, gas fees work
  best ** in the world to, new rule in the, the best of all possible, how popular was, most powerful * in mythology, average salary formula, average price formula, what time is it when, what time is considered, best way to buy, tax rates affect, first <session>
  ^ are you still, ^ are you * still, ^ are you <doing>, ^ are you * <doing>, ^ are we still, ^ is it still necessary, ^ is it still possible, ^ is it still ok, ^ is it still okay, ^ is it still valid, ^ is it still worth, how old is he, how old is she, how old is it, how old is that, how old is this
  difference between now, how many pounds are, how many pounds in, how many pounds is, how many pounds should, how many pounds can, how many real, how many pounds of,
  why is weather, why is the weather so hard, today equivalent, today counterpart, equivalent today, the equivalent of today, is the glass half full, how did the dinosaurs, how did the romans, how did the war, who is the wife of bath
  a current event, current events class, weather like in a, weather like in an, weather like in the <place>, weather like in the desert, weather like in the tropics, who sets the, who sets interest
  ^ any tips, ^ any ideas, ^ any advice, ^ any recommendations, ^ any suggestions, ^ any good books, ^ any number, ^ any thoughts, ^ is <doing>, ^ are <doing>, ^ is it worth <doing>, ^ is it * to, ^ is there * <doing>, is it safe to eat, is it safe to drink, ^ is a * <doing>, ^ is an * <doing>, longest reigning
  ^ is * good for <doing>, ^ is * used for <doing>, ^ is machine learning, what channel tunnel, ^ when will i use, ^ when will i need, http status, marital status, exit status, git status, how much are we, is ** <doing> good for, is ** <doing> bad for, is ** <doing> allowed, is ** <doing> a, is ** <doing> an, is ** <doing> the
  who won the first ** <contest>, who won the <ordinal> ** <contest>, now next later, news story, news stories, is there a difference, <yesno> there any difference, golden age $, stone age $, ice age $, bronze age $, iron age $, middle age $, old age $, new age $, voting age $, drinking age $, retirement age $, legal age $, minimum age $
  is the ** result of, are the ** results of, the version control, is the game of, is there a version of, is there a result, who will think of the
  how old is the, how old is a, how old is an, how old is too, how old is old, how old is earth, how old is our, how old is humanity, how old is civilization, how old is * when, how old is * in the, how old is * at the, how old is mankind, how old are the, how old are dinosaurs, how old are you when, how old are you in, how old are kids, how old are children
  how old are trees, the age of the, the age of consent, the age of majority, what is the age of enlightenment, what is the age of exploration, what is the age of discovery, cost of goods, cost of capital, cost of production, cost of a function, cost of a query, how much does ** weigh, what is the <rate> rate formula
  my * app, my * code, my * script, my * page, my * function, my * component, my * database, my * website, weather like on <planet>, weather on <planet>, weather forecasts, weather forecaster, weather forecasters, war in heaven, war in vietnam, situation in which, situation in a, next term in, in power of, in power electronics, in power systems
  in power series, is ** still life, what should i wear to, the population of the sample, population of a sample, who is running the, next day, next business day, next one, the next <number>, news value, news values, news writing, the latest you, how is ** doing it, will it be enough to, will it be possible to, * score mean, f1 scores, score mean
  mean score, average score, status of women, status of limitations, status of a, status of the object, status of an http, largest company of the, world champion of, status of forces, when is it, when is a, when is an, when is the best time, when is the right time, when is the appropriate, when is the use, when is the <number> derivative, when is the second, when is the first
  is it late to, what day is the, hours until it, how many years ago was the, how many years ago were, hours until the dough, minutes until golden, minutes until tender, minutes until soft, how expensive is it to compute, how expensive is a query, how expensive are joins, is ** open source, * delays in speech, status of pluto, days since epoch, seconds since, years since the founding
  ^ now, now that, now and then, every now and then, from now on, by now, now you see me, just now and, apocalypse now, here and now, power of now, in the now, now what
  current <place>, <electric> current, current account, current affairs show, current in a, current in the circuit, current in an, current and voltage
  voltage and current, current or voltage, voltage current, current is flowing, the current flowing, current carrying, current value of a variable
  usa today, today show, the today show, psychology today, used today, still used today, relevant today, known today, today society, today world, in today world
  seen today, exist today, use today, we know today, influence today, important today, matter today, affect us today, common today, i learned today
  no tomorrow, like there is no tomorrow, tomorrow never dies, day after tomorrow movie, edge of tomorrow, tomorrowland, the world of tomorrow
  the song <time>, the movie <time>, the film <time>, the book <time>, song yesterday, tomorrow and tomorrow, stop worrying about tomorrow
  to the latest version, to latest version, at the latest, latest tag, latest common ancestor, latest possible, recent common ancestor, most recent common ancestor, most recent ice age
  recent past, in recent memory, what is current $, is current in physics, current in physics, measure current, measure the current, measuring current, conventional current, unit of current, define current
  last week of, last month of, last year of, last night of, last day of, first week of, last supper, last summer of, last monday of, last friday of
  last sunday of, last thursday of, this year of, night of the, as of yet
  a year from now meaning, million years ago, billion years ago, thousand years ago, long ago, the other day, back to date
  was the weather, was the price of, was the population of, was the cost of, were the prices of, ask for the time, my current, the latest date, a latest, latest start, latest finish, is weather $, weather and climate, weather on mars, weather on venus, weather on jupiter, weather on other planets, weather on titan, does the weather, why is the weather, wetter und klima, tiempo y clima, clima y tiempo, météo et climat, погода и климат, pogoda i klimat, weather different, weather versus, weather vs, climate and weather, climate vs weather, predict the weather, predict weather
  forecast weather, weather balloon, weather balloons, weather vane, under the weather, weather system, weather systems, weather pattern, weather patterns
  weather api, weather app, weather front, weather fronts, weather affect, weather affects, weather station, weather stations, weather satellites
  weather the storm, weather map, space weather, weather work, weather forecasting, weather prediction, affect the weather, affects the weather, affect weather
  causes weather, cause weather, extreme weather, weather form, talk about the weather, weather underground, cold weather clothing, weather modification, weathering
  a forecast $, is a forecast, a forecast and, forecast and a, forecast error, forecast model, forecast models, time series forecast, cash flow forecast, sales forecast, forecast accuracy, forecast in excel
  temperature in the core, temperature in the center, temperature in the oven, temperature in the fridge, temperature in the sun, temperature in space, temperature in celsius, temperature in kelvin, temperature in fahrenheit, temperature in degrees, temperature in physics, temperature in chemistry
  temperature in thermodynamics, temperature in llms, temperature in an, temperature in language, temperature at which, is humidity in
  price of freedom, price of admission, price of a good, price of an option, price of a bond, price of fame, price of a call, price of a ** option, price of beauty, price of war
  price of production, the price of salt, price elasticity, stock prices and, how are stock prices, how do stock prices, how do oil prices, how are oil prices
  prices affect, how are house prices, what determines the price of, determines the price of, affects the price of, influences the price of
  affect the price of, dynamic exchange rate, is an exchange rate, is the exchange rate mechanism, fixed exchange rate, floating exchange rate, fixed exchange rates, floating exchange rates, exchange rates work
  exchange rates affect, exchange rates determined, exchange rates float, exchange rate regime, exchange rate risk, is a conversion rate, conversion rate in marketing, conversion rate optimization, is market cap
  what is market capitalization, is market capitalization, is air quality, is a market cap, is a share price, is a stock price, define market cap
  who is the ** <ordinal> ** <office>, who is <ordinal> <office>, king of pop, king of the jungle, king of rock, who is king arthur, who is king *, who is queen *, who is pope *, who is president *
  head of medusa, who owns the copyright, who is the director of the movie, who is the director of the film, director of inception, who is the captain of the titanic, who is the captain of the pequod
  the score to, test score, credit score, z score, f1 score, score function, score of the film, musical score
  box office meaning, trending topic algorithm, traffic light, traffic lights, traffic in a network, news in python, fake news, news anchor, news anchors, news ticker, news api, news agency, news agencies, news notifications, news feed, news conference, news article, news articles, news source, news sources, the release date of the first
  is open source, is * open source, open source, sunrise and sunset caused, causes sunrise, causes a full moon, is a full moon, phase of the moon called
  coming out as, coming out of, come out of, come out to, coming out story, comes out of, in stock photos, near me in space
  good morning, guten morgen, am morgen, jeden morgen, morgen früh aufstehen, frühen morgen, morgens, goedemorgen, elke morgen
  por la mañana, de la mañana, por las mañanas, la mañana, las mañanas, esta mañana en la historia, mañana en inglés, maintenant que, ahora que, ahora bien, jetzt wo, agora que, adesso che
  de maintenant, demain ne meurt jamais, el precio de la libertad, precio de equilibrio, elasticidad precio, cours de mathématiques, cours de français, cours de physique, à tout prix, au cours de, au cours du, cours d'eau
  en el tiempo en, el tiempo en física, tiempo en física, prochain mot, kurs na, der kurs, курс лекций, ultime cena, a última ceia, últimas palabras
  gerade zahl, gerade zahlen, eine gerade, ungerade, gerade linie, den preis von freiheit, ab heute an, heute noch bekannt, bis heute, noch heute
  usato oggi, ancora oggi, hasta hoy, jusqu'à aujourd'hui, prima e dopo, tempo em que, ao mesmo tempo em
  अब तक का सबसे, पहले प्रधानमंत्री कौन, पहले राष्ट्रपति कौन, का पहला प्रधानमंत्री, का पहला राष्ट्रपति, मौसम और जलवायु, quanto vale pi, quanto vale la
`);

/** From here on the question is about words, or asks for something made up: it says nothing of its own date. */
export const EXEMPT = list(`
  what does * mean, what does * * mean, what does the word, meaning of the word, meaning of the phrase, the word, the phrase, the expression, the idiom, the term
  how do ** work, how does ** work, how is ** <mechanism>, how are ** <mechanism>, how was ** <mechanism>, how were ** <mechanism>, how do ** get <mechanism>, how does ** get <mechanism>
  in theory, usually, typically, normally, on average, is ** different from, are ** different from, traditionally, word for, installed, why is ** so, why are ** so, how does ** affect, how do ** affect, how does ** differ
  ^ if today is, ^ if today was, ^ if tomorrow is, ^ if yesterday was, ^ if it is, ^ suppose, ^ assume, ^ imagine, ^ pretend
  difference between, differences between, différence entre, unterschied zwischen, diferencia entre, diferença entre, differenza tra, differenza fra, verschil tussen, różnica między, разница между
  definition of, define, etymology of, synonym of, synonym for, synonyms of, synonyms for, antonym of, antonym for, antonyms of, spell, pronounce, conjugate
  past tense of, plural of, how do you say, how to say, how do i say, difference between the words, use * in a sentence, translate
  <make> ** <piece>, <make> * * * * <piece>, <make> * * * * * <piece>, mock, fake, fictional, imaginary, made up, in the movie, in the film, in the novel, in the book, in the bible, in the story, in the play
  poem about, story about, haiku about, song about, joke about, essay about, jokes about, poems about, lyrics of, lyrics to, plot of, compose a, tell me a joke, tell me a story, make up a
  who wrote, who sang, who sings, who directed, who composed, who painted, who starred in, who stars in, who played in, who played the
  proofread, paraphrase, correct the grammar, correct the following, fix the grammar, rewrite the following, rewrite this
  qué significa, cómo se dice, significado de, traduce, escribe un poema, escribe un cuento, que signifie, comment dit on, traduis, traduire, écris un poème
  was bedeutet, wie sagt man, übersetze, schreibe ein gedicht, schreib ein gedicht, o que significa, como se diz, traduza, cosa significa, come si dice, traduci
  wat betekent, vertaal, co znaczy, przetłumacz, ne demek, çevir, что значит, что означает, переведи, как сказать, ماذا يعني, ما معنى, ترجم, का अर्थ, का मतलब, अनुवाद
`);

/** A question with one of these and one of ABOUT_CODE's asks how something is done, whatever the date. */
export const TECHNICAL = words(`
  s3 boto3 bucket loop loops hook hooks closure closures garbage collector constructor thread threads algorithm algorithms compile compiler program variable component request requests response responses cache caching sort sorting sorted commit commits branch branches merge rebase hash changelog dockerfile helm
  python javascript js typescript java golang rust sql mysql postgres postgresql sqlite oracle bash shell powershell linux unix
  regex css html php ruby swift kotlin scala perl matlab excel sheets spreadsheet pandas numpy dataframe git github docker
  kubernetes django flask react vue angular node nodejs laravel rails spring jquery vba lua haskell elixir dart flutter
  bi tableau looker airtable notion jira salesforce axios express fastapi graphql redux nextjs numpy excel arduino unity unreal godot powershell makefile terraform ansible nginx apache
  directory directories folder repository repo repositories filename endpoint webhook iterator dictionary dataframe cookie callback middleware
  datetime timestamp timestamps function method variable array string loop class script terminal command cli code query
  npm pip apt jest vitest pytest junit selenium playwright cypress unittest
  database table column crontab cron vim emacs csv json xml api sdk compiler tensorflow pytorch mongodb redis c++ c#
`);

/** With one of these, current is what flows. */
export const ELECTRICAL = words(`
  voltage resistor resistance ohm ohms ampere amperes amps capacitor inductor circuit circuits wire wires diode transistor led
  multimeter physics coil conductor electrons electricity magnet transformer solenoid kirchhoff volt volts watt
`);

export const ABOUT_CODE = words(`
  show wie comment cómo como come hoe jak nasıl как كيف कैसे obtenir obtener obter ottenere name cancel access read refer mean means
  how why get gets print display format return returns insert calculate compute write create add subtract use using select filter
  convert parse difference between does find list undo revert set explain formula highlight
`);

/** Written without blanks, or with endings joined on: looked for anywhere in the text. */
export const JOINED: readonly string[] = words(`
  何円ですか 出来了吗 公布了吗 发布了吗 开始了吗 结束了吗 还有票 还有座位 発表されました 出ましたか 始まりました 開いていますか 발표됐 발표되었 나왔나요 나왔어 시작했나요 끝났나요 열려
  今天 今日 明天 昨天 后天 後天 前天 现在 目前 当前 當前 眼下 如今 最新 最近 近期 近日 今年 明年 去年 本周 本週 这周 這週 下周 下週 上周 上週 这个月 本月 下个月 上个月
  这个周末 周末 今晚 昨晚 今早 刚刚 剛剛 天气 天氣 气温 氣溫 预报 預報 股价 股價 股市 汇率 匯率 多少钱一 金价 金價 油价 油價 房价 房價 价格 價格 新闻 新聞 几点 幾點 几号 幾號 星期几 星期幾
  现任 現任 即将 即將 比分 兑人民币 对人民币 对美元 兑美元 兌 票房 实时 即時 是谁当 总统是谁 總統是誰
  現在 今の 今は 今、 今何 今から 今すぐ 今夜 今朝 今晩 明日 昨日 明後日 今週 来週 先週 今月 来月 先月 来年 昨年 週末 天気 気温 予報 株価 為替 円相場 ニュース 何時ですか 何時？ 何日ですか 何曜日 最近 値段 価格
  首相は誰 大統領は誰 対ドル 営業時間 速報 リアルタイム
  오늘 내일 어제 모레 지금 현재 최신 최근 요즘 이번 다음주 지난주 지난달 올해 내년 작년 날씨 기온 예보 주가 환율 시세 뉴스 몇시 며칠이 무슨요일 가격 대통령은누구 대통령이누구 오늘밤
  วันนี้ ตอนนี้ พรุ่งนี้ เมื่อวาน ล่าสุด ปัจจุบัน อากาศ ราคา
`);

/** The same, as patterns: 谁是美国总统, 何歳ですか, 2개월. Blanks within Hangul are taken out before. */
export const JOINED_PATTERNS: readonly string[] = words(`
  谁是[^，。？]{0,12}(总统|总理|首相|主席|市长|总裁|国王|教皇|CEO|ceo) (总统|总理|首相|主席|市长|总裁|国王|教皇|CEO|ceo)(现在)?(是谁|是哪位|叫什么) 誰是[^，。？]{0,12}(總統|總理|市長)
  票价 票價 附近 多少钱 多少錢 怎么卖 多大了 多大年纪 多大年紀 几岁了 幾歲了 年龄多大 (多大|几岁|幾歲|今年几岁)[？?]?$ 崩了 宕机 挂了吗 打不开了 (还有|還有|还剩|距离?.{1,8}(还有)?)(几|幾|多少)[天周个個] 倒计时 几度[？?]?$ 多少度 会下雨 下雨吗 下雪吗 (赢了吗|谁赢了|比分|战况|几比几) 开门吗 营业到几点 几点(开|关)门 什么时候(上映|发布|发售|出|上市)
  排行榜 榜单 热搜 首富 还活着 (结婚|离婚)了吗 去世了吗 停产了吗 股票(价|多少|怎么样|行情) 收盘 涨了吗 跌了吗 堵车 晚点 停运 放假 限行 今儿 明儿 眼下 这会儿 刚才 大后天 下次 下一次 下一场 下一届 上一场 本届 本季 本赛季 本年度 当季
  何歳(です|なの|に(なり|なった)|$|[？?]) いくら(です|ですか|くらい|ぐらい|[？?]|$|する|します|なの) 値段は あと何(日|週間|時間|分|ヶ月|か月) まで何日 (総理大臣|総理|首相|大統領|社長|CEO|知事|市長|会長|国王|天皇|監督)(は|って)(誰|だれ|どなた) 誰が(総理|首相|大統領|社長) 落ちて(る|いる|ます|い) 障害(が|は|情報) 繋がらない
  (開いて|営業して|やって)(る|いる|ます|い) 何時(まで|から)(です|営業|開|やって|[？?]|$) (勝|負)(った|け|ち)(た|ました|チーム)? どっちが勝 スコア(は|を|教)|結果(は[？?]|を教) 順位表 ランキング 発売日 公開日 いつ(発売|公開|出|始まる|リリース) 遅延 遅れて(い)?(る|ます) 運行状況 渋滞 (雨|雪)(降|が降|は降|？) 傘(は|が)?(いる|要る|必要) 気温 台風 花粉 本日 今回 今シーズン 今季 今年度 次回 次の(試合|電車|選挙|便|オリンピック) 前回 まだ(生きて|ご存命|やって) 結婚して(い)?(ます|る) 世界記録 トレンド 近くの 付近の 次の祝日 次の連休 話題の 新作 新型 新曲
  몇살(이|인|입니|일|$|[?？]) 나이(가|는|를)?(몇|어떻게|얼마|알려|$|[?？]) 얼마(야|예요|에요|입니까|인가|인지|죠|지|니|임|[?？]|$|해요|하나요|까지올) 며칠(남|이|전|후|동안남) (대통령|총리|회장|사장|시장|대표|장관|교황|국왕|감독|CEO|ceo)(은|는|이|가)?(누구|누군) 누가(대통령|총리|회장|이겼|이기) (서버|사이트|카톡|인스타|유튜브)[^.]{0,6}(터졌|다운|안돼|안되|먹통|장애) 접속이?안 열려(있|나) 영업(시간|하나|중|해) 몇시(?!간)(에|까지|야|예|인|부터)? 경기(결과|일정) 스코어 순위 누가이겼 이겼어 졌어 개봉일 출시일 언제(나와|나오|출시|개봉|시작해|해요|야|열려|끝나) 연착 막혀 (비|눈)(와|오나|올까|내려|오나요|가올|가오) 우산 미세먼지 태풍 다음(경기|선거|주|달|버스|기차|올림픽|시즌) 지난(경기|주|달|시즌|번) 아직(살아|도) 결혼했 사귀 세계기록 실시간 신작 신곡 신제품 근처 주변에 검색어 인기있는 금리 로또 당첨번호 주식(시세|가격|어때) 환율
`);

export const JOINED_INNOCENT: readonly string[] = words(`
  当前目录 当前用户 当前行 当前文件 当前时间戳 当前元素 現在完成 現在形 现在完成时 现在分词 現在分詞 昨日の世界 天气和气候 天气与气候 天気と気候 价格弹性 價格彈性 価格弾力性 今日头条 现在进行时 新闻学 汇率制度
  현재완료 현재진행형 汇率是什么 什么是汇率 市场价格机制 몇시간(?!남) 第[一二三四五六七八九十\\d]+任[^，。]*谁 首任[^，。]*谁 初代[^、。]*誰 一年は何日 第一任
`);

/** With one of these such a text is about a word, or about code. */
export const JOINED_EXEMPT: readonly string[] = words(`
  とは何 とはなん とは？ の意味 という言葉 という単語 と言いますか 翻訳 英語で 是什么意思 的意思 怎么说 翻译 翻譯 用英语 这个词 這個詞 뜻은 뜻이 단어 번역 영어로
  是如何 什么是 仕組み なぜ どうして 原理 为什么 為什麼 是怎么[^了]{0,6}的 如何形成 怎么形成 怎样形成 원리 왜 어떻게만들 어떻게생 어떻게작동
  如何用 怎么用 编程 编写 函数 代码 程式 コード 関数 プログラム 코드 함수 诗 詩を書 시를써
`);
