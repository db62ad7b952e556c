/**
 * The words of freshness.ts: phrases in lower case, separated by commas or line ends. In a phrase `*` is any one word,
 * `**` up to three, `<day>` any word of that class, `^` the start and `$` the end of a sentence. Where two phrases begin at the same
 * word the longer one counts; of equally long ones the harmless one.
 */

const list = (text: string): readonly string[] =>
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
    'first second third fourth fifth only last youngest oldest greatest worst best most former original',
  ),
  '<office>': words(`president ceo cfo cto chancellor king queen pope mayor governor senator minister secretary chairman
    chairwoman chairperson chair premier emperor monarch leader head coach captain manager champion champions owner
    commissioner director speaker ambassador`),
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
    letter essay speech paragraph message tweet toast slogan caption quote quotes riddle greeting invitation`),
  '<place>':
    words(`directory folder dir user branch row line page element node cell index position thread process context
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
  to date, <units> ago, earlier today, from today, day before yesterday, up to date, just announced
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

/** What moves by itself: no word says when, and yet the answer will be another one. */
export const MOVING = list(`
  right now, as of now, upcoming, reigning, incumbent, sitting president, most recent version, most recent release, most recent update, most recent episode, most recent model, as we speak, live score, live scores, latest version, latest * version, latest stable, latest release
  latest * release, latest lts, current version, current * version, current lts, newest version, latest update, latest updates
  latest news, latest features, latest model, latest models, latest trends, any updates, any update, any news, what is new
  what is happening, what is going on, what happened to * today

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

  who is the ** <office>, who is ** <office>, name the ** <office> of, name of the ** <office> of, who are the champions, who is in charge of, who is winning, who is ahead
  who won the ** <contest>, who is leading, who is in the lead, who leads, who runs, who owns, who currently, who is playing, who plays next, play next, plays next
  did the ** win $, did * win $, did * * win $, when do the * play, when does * play, top of the table, top of the league, top of la liga, is top of, number one in, in the polls, latest polls, rankings $
  richest man, richest person, richest woman, richest people, most followed, most subscribed, most streamed, world number one
  number one song, box office, score of the <contest>, score of the * <contest>, score of * vs, score of * v, score between, final score, the score $, score in the <contest>, standings, league table, line up for, next game, next match
  next election, next episode, next flight, next train, next bus, next launch, next eclipse, next race, next meeting, last game, last match, last race, last episode
  still alive, still married, still available, still open, still supported, still in office, still president, still ceo
  still playing, still the ** <office>, still working at, is * alive, is * * alive, out yet, released yet, available yet, open yet, over yet, yet $, announced yet

  headlines, news, so far, earnings call, earnings report, week number, trending, is the ** closed $, are the ** closed $, road closures, who do ** play, who does ** play, flight status, status of flight, flight delays
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

/** Harmless uses of the words above. */
export const INNOCENT = list(`
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
  was the weather, was the price of, my current, the latest date, a latest, latest start, latest finish, is weather $, weather and climate, weather on mars, weather on venus, weather on jupiter, weather on other planets, weather on titan, does the weather, why is the weather, wetter und klima, tiempo y clima, clima y tiempo, météo et climat, погода и климат, pogoda i klimat, weather different, weather versus, weather vs, climate and weather, climate vs weather, predict the weather, predict weather
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
  the score to, test score, credit score, z score, f1 score, score function, score of the film, what is the score in, musical score
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
  usually, typically, normally, on average, traditionally, word for, installed, why is ** so, why are ** so, how does ** affect, how do ** affect, how does ** differ
  definition of, define, etymology of, synonym of, synonym for, synonyms of, synonyms for, antonym of, antonym for, antonyms of, spell, pronounce, conjugate
  past tense of, plural of, how do you say, how to say, how do i say, difference between the words, use * in a sentence, translate
  <make> ** <piece>, in the movie, in the film, in the novel, in the book, in the bible, in the story, in the play
  poem about, story about, haiku about, song about, joke about, essay about, jokes about, poems about, lyrics of, lyrics to, plot of, compose a, tell me a joke, tell me a story, make up a
  who wrote, who sang, who sings, who directed, who composed, who painted, who starred in, who stars in, who played in, who played the
  proofread, paraphrase, correct the grammar, correct the following, fix the grammar, rewrite the following, rewrite this
  qué significa, cómo se dice, significado de, traduce, escribe un poema, escribe un cuento, que signifie, comment dit on, traduis, traduire, écris un poème
  was bedeutet, wie sagt man, übersetze, schreibe ein gedicht, schreib ein gedicht, o que significa, como se diz, traduza, cosa significa, come si dice, traduci
  wat betekent, vertaal, co znaczy, przetłumacz, ne demek, çevir, что значит, что означает, переведи, как сказать, ماذا يعني, ما معنى, ترجم, का अर्थ, का मतलब, अनुवाद
`);

/** A question with one of these and one of ABOUT_CODE's asks how something is done, whatever the date. */
export const TECHNICAL = words(`
  python javascript js typescript java golang rust sql mysql postgres postgresql sqlite oracle bash shell powershell linux unix
  regex css html php ruby swift kotlin scala perl matlab excel sheets spreadsheet pandas numpy dataframe git github docker
  kubernetes django flask react vue angular node nodejs laravel rails spring jquery vba lua haskell elixir dart flutter
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
  how why get gets print display format return returns insert calculate compute write create add subtract use using select filter
  convert parse difference between does find list undo revert set explain
`);

/** Written without blanks, or with endings joined on: looked for anywhere in the text. */
export const JOINED: readonly string[] = words(`
  今天 今日 明天 昨天 后天 後天 前天 现在 目前 当前 當前 眼下 如今 最新 最近 近期 近日 今年 明年 去年 本周 本週 这周 這週 下周 下週 上周 上週 这个月 本月 下个月 上个月
  这个周末 周末 今晚 昨晚 今早 刚刚 剛剛 天气 天氣 气温 氣溫 预报 預報 股价 股價 股市 汇率 匯率 多少钱一 金价 金價 油价 油價 房价 房價 价格 價格 新闻 新聞 几点 幾點 几号 幾號 星期几 星期幾
  现任 現任 即将 即將 比分 兑人民币 对人民币 对美元 兑美元 兌 票房 实时 即時 是谁当 总统是谁 總統是誰
  現在 今の 今は 今、 今何 今から 今すぐ 今夜 今朝 今晩 明日 昨日 明後日 今週 来週 先週 今月 来月 先月 来年 昨年 週末 天気 気温 予報 株価 為替 円相場 ニュース 何時ですか 何時？ 何日ですか 何曜日 最近 値段 価格
  首相は誰 大統領は誰 対ドル 営業時間 速報 リアルタイム
  오늘 내일 어제 모레 지금 현재 최신 최근 요즘 이번 다음주 지난주 지난달 올해 내년 작년 날씨 기온 예보 주가 환율 시세 뉴스 몇시 며칠이 무슨요일 가격 대통령은누구 대통령이누구 오늘밤
  วันนี้ ตอนนี้ พรุ่งนี้ เมื่อวาน ล่าสุด ปัจจุบัน อากาศ ราคา
`);

export const JOINED_INNOCENT: readonly string[] = words(`
  当前目录 当前用户 当前行 当前文件 当前时间戳 当前元素 現在完成 現在形 现在完成时 现在分词 現在分詞 昨日の世界 天气和气候 天气与气候 天気と気候 价格弹性 價格彈性 価格弾力性 今日头条 现在进行时 新闻学 汇率制度
  현재완료 현재진행형 汇率是什么 什么是汇率 市场价格机制 第[一二三四五六七八九十\\d]+任[^，。]*谁 首任[^，。]*谁 初代[^、。]*誰 一年は何日 第一任
`);

/** With one of these such a text is about a word, or about code. */
export const JOINED_EXEMPT: readonly string[] = words(`
  の意味 という言葉 という単語 と言いますか 翻訳 英語で 是什么意思 的意思 怎么说 翻译 翻譯 用英语 这个词 這個詞 뜻은 뜻이 단어 번역 영어로
  如何用 怎么用 编程 编写 函数 代码 程式 コード 関数 プログラム 코드 함수 诗 詩を書 시를써
`);
