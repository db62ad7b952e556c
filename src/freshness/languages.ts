/**
 * What a question asks for that moves by itself, by subject, in the larger languages beside English; written as the
 * phrases of words.ts are.
 */
import { list } from './words.ts';

/** Somebody's age: a year older every year, as long as they live. */
const AGE = list(`
  wie alt ist, welches alter hat, quel âge a, quel est l'âge de, cuántos años tiene, qué edad tiene, quantos anos tem, qual a idade do, qual a idade da, qual é a idade
  quanti anni ha, che età ha, hoe oud is, ile lat ma, w jakim wieku jest, kaç yaşında, сколько лет, какой возраст, скільки років
  كم عمر, की उम्र, की आयु, کی عمر, berapa umur, usia berapa, bao nhiêu tuổi, hur gammal är, hvor gammel er, kuinka vanha on, πόσο χρονών είναι
`);

const NO_AGE = list(`
  wie alt ist die, wie alt ist das, wie alt ist der, wie alt ist eine, quel âge a la, quel âge a univers, quel âge a le, quel âge a * à, cuántos años tiene la, cuántos años tiene el, cuántos años tiene un
  quantos anos tem a, quantos anos tem o universo, quantos anos tem um, quantos anos tem uma, quanti anni ha la, quanti anni ha un, quanti anni ha universo, quanti anni ha il, hoe oud is de, hoe oud is het, ile lat ma ziemia
  сколько лет прожил, сколько лет прожила, сколько лет живут, сколько лет живёт, сколько лет было, сколько лет длилась, сколько лет длился, сколько лет шла, сколько лет шёл, сколько лет правил, сколько лет правила
  сколько лет в, сколько лет земле, сколько лет вселенной, сколько лет назад, сколько лет солнцу, сколько лет нужно, сколько лет учатся, كم عمر الأرض, كم عمر الكون, कितने साल की उम्र में
  कितनी उम्र में, मृत्यु के समय
`);

const PRICE = list(`
  was kostet, was kosten, wie viel kostet, wieviel kostet, wie teuer ist, combien coûte, combien coûtent, combien vaut, quel est le prix, cuánto cuesta, cuánto cuestan, cuánto vale, qué precio tiene, a cuánto está, a cuánto están
  cuánto está el, quanto custa, quanto custam, quanto tá, quanto está o, quanto está a, qual o preço, qual é o preço, quanto costa, quanto costano, quanto sta, quanto viene, hoeveel kost, hoeveel kosten, wat kost, ile kosztuje, ile kosztują
  kaç para, kaç lira, ne kadar eder, fiyatı ne, сколько стоит, сколько стоят, почём, по чём, какая цена, бакс, بكم, كم يكلف, كم ثمن, कितने का है, कितने की है, का रेट, का दाम, berapa harga, giá bao nhiêu, bao nhiêu tiền
  vad kostar, hva koster, hvad koster, πόσο κοστίζει, quanto é um <currency>, combien vaut un <currency>, was ist ein <currency> wert, wie viel ist ein <currency> wert, wie viel euro, wie viele euro, wie viel dollar, cuántos euros, cuántos dólares
  cuántos pesos, quantos reais, quantos euros, combien d'euros, combien de dollars, quanti euro, quanti dollari
`);

const NO_PRICE = list(`
  was kostet die welt, was kosten soll, coûte que coûte, cueste lo que cueste, quanto vale pi, quanto vale il, quanto vale x, quanto vale um byte, combien vaut pi, combien vaut x, cuánto vale pi, cuánto vale x, cuánto vale la constante
  курс лекций, курс на, на курс, курс по, курс обучения
`);

/** Whether what was to come has come, or what was closed is open. */
const COME = list(`
  noch gestreikt, wird noch, fährt ** wieder, fahren ** wieder, schon erschienen, schon veröffentlicht, schon draußen, schon bekannt, schon zurückgetreten, schon gewählt, schon da, déjà sorti, déjà sortie, déjà sortis, déjà sorties, déjà disponible, déjà démissionné
  ya salió, ya salieron, ya ha salido, ya han salido, ya está disponible, ya hay, ha dimitido ya, ya ha dimitido, já saiu, já saíram, já está disponível, è già uscito, è già uscita, sono già usciti, sono già uscite, già disponibile, al uitgekomen, al bekend, al begonnen, al uit $
  ^ czy ** już, w najbliższą, w najbliższy, w najbliższe, są otwarte, jest otwarty, jest otwarta, jest otwarte, açıklandı mı, belli oldu mu, çıktı mı, başladı mı, bitti mi, açık mı $, istifa etti mi, уже вышел, уже вышла, уже вышло, уже вышли, уже объявили, уже опубликовали
  уже началась, уже начался, уже закончился, объявили ли, вышел ли, вышла ли, هل صدر, هل صدرت, هل ظهرت, هل أعلنت, هل أعلن, هل بدأ, هل بدأت, هل انتهى, आ गया है क्या, आ गए हैं क्या, आ गया क्या, आ गए क्या, घोषित हुआ, घोषित हुए, घोषित हो गया, घोषित हो गए
`);

const COUNTDOWN = list(`
  wie viele tage noch, wie viele tage sind es noch, wie viele tage bis, wie lange noch, wie lange ist es noch, wie lang ist es noch, combien de temps reste, cuánto queda para, wie lange dauert es noch, wie viele wochen noch, combien de jours avant, combien de jours jusqu'à, combien de jours reste, combien de jours restent, dans combien de jours
  combien de temps avant, cuánto falta para, cuánto falta, cuántos días faltan, cuántas semanas faltan, quanto falta para, quantos dias faltam, quantos dias até, quanto manca, quanti giorni mancano, quanti giorni a, hoeveel dagen nog, hoeveel dagen tot
  hoe lang nog, ile dni do, ile dni zostało, kaç gün kaldı, kaç gün var, ne kadar kaldı, сколько дней до, сколько осталось до, сколько дней осталось, сколько времени до, كم يوم باقي, كم يوم متبقي, كم يوما تبقى, كم تبقى, كم باقي, कितने दिन बाकी, कितने दिन बचे, कितने दिन हैं
`);

const OFFICE = list(`
  wer ist * präsident, wer ist ** bundeskanzler, wer ist ** kanzler, wer ist ** bundespräsident, wer ist ** präsident, wer ist ** premierminister, wer ist ** minister, wer ist ** chef, wer ist ** ceo, wer ist ** papst, wer ist ** könig, wer ist ** trainer
  wer ist ** bürgermeister, wer regiert, wer führt, wer leitet, wie heißt ** präsident, wie heißt ** kanzler, wie heißt ** bürgermeister, wie heißt der papst
  qui est ** président, qui est ** présidente, qui est ** premier ministre, qui est ** ministre, qui est ** maire, qui est ** pdg, qui est ** roi, qui est ** pape, qui est ** chancelier, qui est ** entraîneur, qui est ** sélectionneur, qui dirige, qui gouverne
  quién es ** presidente, quién es ** presidenta, quién es ** primer ministro, quién es ** alcalde, quién es ** alcaldesa, quién es ** rey, quién es ** papa, quién es ** ceo, quién es ** director, quién es ** entrenador, quién gobierna, quién dirige
  quem é ** presidente, quem é ** primeiro ministro, quem é ** prefeito, quem é ** governador, quem é ** ceo, quem é ** rei, quem é ** papa, quem é ** técnico, quem governa
  chi è ** presidente, chi è ** premier, chi è ** primo ministro, chi è ** sindaco, chi è ** papa, chi è ** re, chi è ** ceo, chi è ** allenatore, chi governa, chi guida
  wie is ** premier, wie is ** president, wie is ** minister president, wie is ** koning, wie is ** burgemeester, wie is ** ceo, kto jest ** prezydentem, kto jest ** premierem, kto jest ** papieżem, kto rządzi
  cumhurbaşkanı kim, başbakanı kim, başkanı kim, ceo su kim, кто ** президент, кто ** премьер, кто ** министр, кто ** мэр, кто ** глава, кто ** король, кто ** директор, кто ** тренер, кто возглавляет, кто папа римский, кто ** папа римский, पोप कौन, من هو البابا, من هو الملك, कौन हैं ** राष्ट्रपति, кто правит
  من هو رئيس, من رئيس, من هو ملك, من هو وزير, من يحكم, من هو مدرب, من هو المدير, के राष्ट्रपति कौन, के प्रधानमंत्री कौन, के मुख्यमंत्री कौन, का मुख्यमंत्री, के सीईओ कौन, siapa presiden, ai là tổng thống, ai là thủ tướng, vem är ** statsminister, hvem er ** statsminister
`);

/** The first, the last, and those of a time that is over. */
const FORMER = list(`
  próximo número, próxima palabra, nächste schritt, nächster schritt, nächsten schritt, nächste zeile, nächste zahl, prossimo numero, próxima linha, próxima línea, volgende regel, volgende stap, следующий шаг, следующее число, qué hora es en la que, am nächsten verwandt, am nächsten zur, am nächsten an
  wer ist ** erste, wer ist ** erster, qui est ** premier président, quién es ** primer presidente, quem é ** primeiro presidente, chi è ** primo presidente, кто ** первый президент, кто был, кто была, кто ** первым президентом
  पहले राष्ट्रपति कौन, पहले प्रधानमंत्री कौन, من هو أول رئيس, من كان
`);

/** The present as a tense. */
const TENSES = list(
  'वर्तमान काल, present tense, tempo presente, tiempo presente, temps présent, настоящее время глагола',
);

const GAME = list(`
  maçı ne zaman, maçı saat kaçta, maçı hangi gün, maç ne zaman, maç saat kaçta
  wie steht der <asset>, wie steht es, wie steht das spiel, wie hat * gespielt, wie haben * gespielt, wie ging * aus, wer hat * gewonnen $, wer führt, tabellenführer, spielstand, wer gewann gestern, spielergebnis, spielergebnisse, wann spielt, gegen wen spielt
  quel est le score, score du match, score de, qui a gagné $, qui a gagné le match, qui gagne, qui mène, classement de la, classement du, contre qui joue, résultats du, résultat du, quand joue
  cómo quedó, cómo va el, cómo va la, quién ganó $, quién ganó el partido, quién ganó ayer, quién va, resultado del, resultados de, clasificación de la liga, cuándo juega, contra quién juega, a qué hora juega
  quanto foi o jogo, quanto está o jogo, quanto ficou, quem ganhou $, quem ganhou o jogo, quem está ganhando, placar do, classificação do, tabela do brasileirão, que horas joga, contra quem joga
  com'è finita, com è finita, quanto è finita, chi ha vinto $, chi ha vinto la partita, chi sta vincendo, risultato della, risultati della, risultati di, in testa alla classifica, en tête du championnat, líder de la liga, líder do campeonato, an der tabellenspitze, classifica di serie, classifica serie, quando gioca, contro chi gioca
  hoe staat het, wie heeft gewonnen, wanneer speelt, jaki wynik, kto wygrał $, kto wygrał mecz, kiedy gra, maç kaç kaç, maçı kaç, kim kazandı, maç ne zaman, puan durumu
  какой счёт, какой счет, кто выиграл $, кто выиграл матч, как сыграл, как сыграли, когда играет, когда матч, когда следующий, следующий матч, следующий рейс, следующий поезд, следующие выборы, турнирная таблица, кто победил $, кто лидирует
  من فاز, نتيجة مباراة, متى مباراة, موعد مباراة, ترتيب الدوري, कौन जीता, किसने जीता, मैच कब, स्कोर क्या, का स्कोर, मैच का
`);

/** Something that is open, late, out of order, or not there yet. */
const STATUS = list(`
  ist * down, ist * offline, ist * gestört, ist * kaputt $, funktioniert * nicht, störung bei, hat ** offen, hat ** geöffnet, hat * * * * offen, am sonntag offen, am sonntag geöffnet, haben ** offen, haben ** geöffnet, ist ** offen $, ist ** geöffnet, wann macht ** auf, wann macht ** zu, wann schließt, wann öffnet, wo ist mein paket
  hat der zug verspätung, verspätung, stau auf, streik bei, wann kommt, wann erscheint, wann startet * staffel, lebt ** noch, ist ** noch am leben, gibt es schon, ist * schon draußen
  en panne, est ce que ** est ouvert, est ce que ** est ouverte, est ce que ** sont ouverts, est ce que ** fonctionne $, ouvert le dimanche, ouverte le dimanche, à quelle heure ouvre, à quelle heure ferme, quand sort, est ** encore en vie, est il encore vivant
  grève, en grève, trafic sur, où est mon colis, bouchons
  está caído, está caída, se cayó, está abierto, está abierta, están abiertos, están abiertas, a qué hora abre, a qué hora cierra, cuándo sale, cuándo se estrena, sigue vivo, sigue viva, dónde está mi pedido, hay huelga, tráfico en
  caiu $, está fora do ar, está aberto, está aberta, que horas abre, que horas fecha, quando sai, quando estreia, quando lança, ainda está vivo, ainda é vivo, onde está meu pedido, trânsito na, trânsito em
  è down, non funziona $, è aperto, è aperta, sono aperti, sono aperte, a che ora apre, a che ora chiude, quando esce, quando escono, è ancora vivo, è ancora viva, sciopero, dov'è il mio pacco, traffico su
  is * open op, hoe laat opent, hoe laat sluit, wanneer komt, storing bij, leeft ** nog, file op de, czy * działa, czy * jest otwarty, czy * jest otwarta, o której otwierają, o której zamykają, kiedy wychodzi, czy * żyje
  çöktü mü, açık mı, ne zaman çıkacak, ne zaman çıkıyor, hayatta mı, kaçta açılıyor, kaçta kapanıyor, не работает, упал $, открыт ли, открыта ли, во сколько открывается, во сколько закрывается, до скольки работает, когда выйдет, когда выходит, жив ли, жива ли, ещё жив
  سقط, لا يعمل, معطل, هل * مفتوح, متى يفتح, متى يغلق, متى يصدر, متى ينزل, حي يرزق, बंद है क्या, खुला है, चल रहा है क्या, कब रिलीज, कब आएगा, कब आएगी, ज़िंदा है, डाउन है
`);

const NEWEST = list(`
  infos du jour, actus, actu du jour, noticias del día, noticias de hoy, notizie del giorno, notícias do dia, nachrichten des tages, neue staffel, neuen staffel, nueva temporada, nova temporada, nouvelle saison, nuova stagione, новый сезон, nieuwe seizoen, nowy sezon, yeni sezon
  en cartelera, em cartaz, à l'affiche, al cinema, im kino, в кино, leitzins, taux directeur, taux d'intérêt, tipo de interés, tipos de interés, taxa selic, taxa de juros, tasso di interesse, euribor, ключевая ставка, ставка по, zinssatz, inflationsrate, taux d'inflation, tasa de inflación, taxa de inflação, tasso di inflazione
  neueste version, letzte version, aktuelle version, neuestes modell, letzte folge, letzte nachrichten, dernière version, dernier modèle, dernier iphone, dernier épisode, dernières actualités, dernières nouvelles, dernier match
  última versión, último modelo, último episodio, último capítulo, últimas noticias, último partido, última actualización, último iphone, última versão, último modelo, último episódio, último jogo, última atualização, últimas novidades
  ultima versione, ultimo modello, ultimo episodio, ultime notizie, ultime novità, ultima partita, ultimo aggiornamento, laatste versie, nieuwste versie, laatste aflevering, ostatnia wersja, najnowsza wersja, ostatni odcinek, son sürüm, son sürümü, son versiyon, son bölüm, son maç
  последняя версия, последнюю версию, последней версии, последний айфон, последняя серия, последние новости, свежие новости, آخر إصدار, أحدث إصدار, آخر نسخة, آخر خبر, नया वर्जन, नवीनतम संस्करण, ताजा खबर, versi terbaru, phiên bản mới nhất
`);

const WEATHER = list(`
  como está o tempo, como está o clima, como está el clima, como está el tiempo, cómo está el clima, cómo está el tiempo, com'è il tempo, com'è il meteo, comment est le temps, как погода, hoe is het weer, jak pogoda,  wie warm ist es, wie kalt ist es, wie viel grad, wieviel grad, wann geht die sonne, scheint die sonne, brauche ich einen regenschirm, schneit es, il fait quel temps, il fait combien, fait il froid, fait il chaud, pleut il, neige t il, combien de degrés
  a quelle heure se couche le soleil, à quelle heure se lève le soleil, hace frío en, hace calor en, está lloviendo, lloverá, va a nevar, cuántos grados, necesito paraguas, está chovendo, vai chover, quantos graus, faz frio em, está frio em, fa freddo a, sta piovendo, piove a, quanti gradi
  serve ombrello, hoe warm is het, hoe koud is het, regent het, ile stopni, czy pada, będzie padać, kaç derece, yağmur yağacak mı, yağmur yağıyor mu, kar yağacak mı, сколько градусов, идёт ли дождь, будет ли дождь, пойдёт ли снег, какая температура в, درجة الحرارة في, هل ستمطر
  तापमान कितना, बारिश होगी, बारिश हो रही, suhu di
`);

const CLOCK = list(`
  welcher wochentag ist, welchen tag haben wir, der wievielte, wie spät ist es, quelle heure il est, il est quelle heure, on est quel jour, quel jour on est, qué hora son, qué día es, a qué día estamos, a cuánto estamos, que horas tem, que horas é, que dia é
  che ora sono, che giorno, quanti ne abbiamo, hoe laat, wat is de datum, welke datum, która jest, saat kaçta, hangi gündeyiz, который сейчас час, сколько время, какая дата, какое сегодня, كم الساعة, ما الوقت, أي يوم, कितने बज, क्या समय, कौन सा दिन, jam berapa, mấy giờ
`);

/** The forms of words.ts' STANDING: how something stands, how many there are by now, what is the asker's own. */
const STANDS = list(`
  gibt es ** stau, gibt es staus, gibt es ** störungen, gibt es ** verspätungen, gibt es ** tickets, gibt es noch, läuft ** wieder, fährt ** wieder, fahren ** wieder, wie voll ist, wie hoch ist ** zins, wie hoch ist der ** kurs, wie hoch ist die inflation, wie lange ist die wartezeit, wie viele * hat ** gewonnen, wann ist mein, wann ist meine, wo ist mein, wo ist meine, was läuft, mein kontostand, wann beginnt ** saison, wann ist ** $, wer trainiert, wer moderiert, für wen spielt, bei welchem verein
  y a t il des ** grèves, y a t il ** grève, y a t il des perturbations, y a t il des retards, y a t il encore, dernier <release>, dernière <release>, le nouveau <release>, la nouvelle <release>, combien de * a gagné, où en est, où est mon, où est ma, quand est ce que ** sort, quand commence, quand a lieu, pour quel club joue, le solde de mon, mon solde, est elle ouverte, est il ouvert, sont ils ouverts, roulent ils, quel âge a t
  ^ abre, ^ cierra, ^ abren, ^ cierran, ^ hay, último <release>, última <release>, nuevo <release>, nueva <release>, cuándo es ** $, cuándo empieza, cuándo son, cuántos * ha ganado, cuántas * ha ganado, cuántos habitantes, en qué equipo juega, dónde está mi, mi saldo, quién entrena, cómo está el tráfico, cómo está la bolsa
  ^ abre, ^ fecha, ^ tem ** hoje, novo <release>, último <release>, última <release>, quando é, quando começa, quantos * já ganhou, quantos habitantes, em que time joga, onde está meu, onde está minha, meu saldo, quem treina, como está o trânsito, como está a bolsa
  ^ apre, ^ chiude, c'è sciopero, ci sono scioperi, c è sciopero, nuovo <release>, nuova <release>, quando è, quando inizia, quando sono, quanti abitanti, in che squadra gioca, dov'è il mio, il mio saldo, chi allena, com'è il traffico, com è il traffico
  rijden er ** treinen, wie is ** coach, wie is ** trainer, wie traint, hoe druk is, hoeveel inwoners, wanneer is ** $, wanneer begint, waar is mijn, mijn saldo, is er ** staking, zijn er ** files, kto wygrał wybory, kto wygrał ligę, kto trenuje, ile mieszkańców, kiedy jest, kiedy zaczyna się, kiedy otwierają, gdzie jest moja, gdzie jest mój, czy są korki, jaki jest kurs, ile kosztują
  кто тренирует, за кого играет, за какой клуб, сколько жителей, население, когда начинается, когда будет, когда начнётся, где мой, где моя, мой баланс, есть ли пробки, будет ли, работает ли, открыто ли, во сколько матч, кто ведёт
  der welt $, la plus * du monde, le plus * du monde, más * del mundo, mais * do mundo, più * del mondo, ter wereld,  wie viele einwohner, population de, combien d'habitants, quantos habitantes, hoeveel inwoners, населения
  steht die aktie, im plus $, im minus $, les trains, les métros, les bus circulent, il pleut, il neige, fait il beau, qui est ** patron, qui est ** propriétaire, qui est ** directeur, quién es ** dueño, quem é ** dono, chi è ** proprietario, wem gehört, wer ist ** besitzer, wie is ** eigenaar, kto jest ** właścicielem, кому принадлежит, кто владелец
  quelles sont les nouvelles, les nouvelles de, sarà il tempo, fa bel tempo, chi ha vinto ** $, quién ganó ** $, quem ganhou ** $, qui a gagné ** $, wie heeft ** gewonnen $, kto wygrał ** $, кто выиграл ** $, koers van, kurs akcji, wird das wetter, wie wird ** wetter, <preis>, cómo van las, cómo van los, quanto é a passagem, quanto é o, prix d'un billet, qui est champion, qui est championne, quem está liderando, quem está na frente, wer ist <amt>, wer ist ** <amt>, wer wurde <amt>, wie heißt <amt>, wie heißt ** <amt>, wie ist der stand, wie ist der spielstand, wer moderiert, kto jest trenerem, kto jest ** trenerem, kto jest ministrem, kto jest burmistrzem, kto jest królem, kto jest szefem, kto jest liderem, kto jest mistrzem, kto został
  ultimo iphone, ultimo album, ultimo film, ultimo libro, ultimo episodio, ultima puntata, kosztuje bilet, is er file, zijn de winkels, hebben de winkels, hat ** geöffnet, wie lange hat ** offen, l'ultimo iphone
`);

const NO_STANDS = list(`
  wann ist ** am besten, wann ist ein, wann ist eine, wann ist man, hay que, ^ hay alguna diferencia, ^ hay vida, der höchste berg der welt, fluss der welt, berg der welt, ozean der welt, tier der welt, land der welt, wüste der welt, fleuve du monde, plus haute montagne du monde, plus grand océan du monde, plus grand pays du monde, montaña más * del mundo, río más * del mundo, país más * del mundo, animal más * del mundo, quando è caduto, quando è nato, quando è nata, quando è morto, quando è stato, quando è stata, quando è scoppiata, quando è finita, quando é usado, quando é usada, quando é que se, cuándo es necesario, cuándo es mejor, cuándo son ** necesarios, nuovo testamento, nueva york, novo testamento, nuevo testamento, nova york
`);

/** The next, which is another one afterwards. French has them among the words of time. */
export const TIME_ELSEWHERE = list(`
  próximo, próxima, próximos, próximas, prossimo, prossima, prossimi, prossime, nächste, nächster, nächstes, nächsten, volgende, следующий, следующая, следующее, следующие, kommende, kommenden, que viene, venidero, que vem, في الوقت الحالي, القادم, القادمة, अगला, अगली, अगले
  dieser tage, de nos jours, en este instante, hoy en día, al día de hoy, in questi giorni, nei prossimi, in diesem moment, zur stunde, ces jours ci, estos días, esses dias, в эти дни, на днях, на выходных, в выходные, this morning, ce matin, esta mañana, hoje à noite, heute abend, сегодня вечером
`);

export const MOVING_ELSEWHERE = [
  AGE,
  PRICE,
  COUNTDOWN,
  COME,
  OFFICE,
  GAME,
  STATUS,
  NEWEST,
  WEATHER,
  CLOCK,
  STANDS,
].flat();
export const INNOCENT_ELSEWHERE = [NO_AGE, NO_PRICE, FORMER, NO_STANDS, TENSES].flat();
