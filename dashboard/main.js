/** Starts every section, asks every five seconds, and hands each what it shows. */
import { startAccess } from './access.js';
import { Refusal, read } from './api.js';
import { startCharts } from './charts.js';
import { startDialogs } from './dialogs.js';
import { readNamespaces, showDistribution, startDistribution } from './distribution.js';
import { byId, setText } from './dom.js';
import { startEntries } from './entries.js';
import { startFeed } from './feed.js';
import { timeOf } from './format.js';
import { showGuards } from './guards.js';
import { showHealth, showState } from './health.js';
import { showNow } from './now.js';
import { showNumbers } from './numbers.js';
import { startPairs } from './pairs.js';
import { readPast } from './past.js';
import { showThreshold, startRemoval } from './removal.js';
import { startRequests } from './requests.js';
import { whenSeen } from './seen.js';
import { showSimilarity } from './similarity.js';
import { startTheme } from './theme.js';

const POLL = 5_000;
/** The list of entries is read again less often: it takes the store longer. */
const LIST = 60_000;

startTheme();
startDialogs();
startAccess();
startDistribution();
const showCharts = startCharts();
const entries = startEntries();
setInterval(entries.renew, LIST);
startRemoval(() => Promise.all([entries.refresh(), ask()]));
const pairs = startPairs();
const requests = startRequests();
startFeed({
  request(request) {
    pairs.see(request);
    requests.see(request);
  },
  lost: requests.lose,
  state: requests.tell,
});
for (const element of document.querySelectorAll('[data-origin]')) element.textContent = location.origin;

async function ask() {
  try {
    const [report, health, hour, day, namespaces] = await Promise.all([
      read('/metrics?format=json'),
      read('/health'),
      readPast('1h'),
      readPast('1d'),
      readNamespaces(),
    ]);
    show({ report, health, hour, day, namespaces });
    await showCharts();
  } catch (error) {
    showState('silent');
    // Anything else is a fault of this page.
    if (!(error instanceof Refusal)) throw error;
  }
}

function show({ report, health, hour, day, namespaces }) {
  showNow(report, hour, day);
  showDistribution(report, namespaces);
  showSimilarity(report.semantic);
  showGuards(report.guards);
  showThreshold(report.semantic.threshold);
  showNumbers({ ...report, namespaces });
  showHealth(health);
  const now = new Date();
  byId('updated').dateTime = now.toISOString();
  setText(byId('updated'), timeOf(now));
}

async function poll() {
  await whenSeen();
  setTimeout(poll, POLL);
  await ask();
}
await poll();
