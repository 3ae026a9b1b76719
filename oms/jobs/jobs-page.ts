/** The job page as HTML: no script, so nothing but the style is let in. Addresses are relative: the page works behind a prefix, too. Pure. */
import type { FailedJob, JobOverview } from './read-jobs.ts';
import type { JobName } from './enqueue.ts';
import { JOB_STATES, type JobState } from './job-store.ts';
import { PAGE_STYLE } from './page-style.ts';
import { PAGE_WORDS, type PageLanguage, type PageWords } from './page-words.ts';

export type JobsPage = { readonly language: PageLanguage; readonly environment: string; readonly nowMs: number; readonly mayChange: boolean; readonly overview: JobOverview; readonly failures: readonly FailedJob[] };

/** Drawn on a 16 by 16 field, so that colour is never the only sign. */
const ICONS: Readonly<Record<JobState, string>> = {
  ready: '<path d="M8 2a6 6 0 1 0 0 12A6 6 0 0 0 8 2z" fill="none" stroke="currentColor" stroke-width="1.6"/>',
  running: '<path d="M4 2.5l9 5.5-9 5.5z" fill="currentColor"/>',
  scheduled: '<path d="M8 2a6 6 0 1 0 0 12A6 6 0 0 0 8 2zm0 3v3.4l2.4 1.6" fill="none" stroke="currentColor" stroke-width="1.6"/>',
  retrying: '<path d="M13 8a5 5 0 1 1-1.6-3.7M13 1.8v3h-3" fill="none" stroke="currentColor" stroke-width="1.8"/>',
  failed: '<path d="M3 3l10 10M13 3L3 13" fill="none" stroke="currentColor" stroke-width="2.4"/>',
};

export function renderJobsPage(page: JobsPage): string {
  const words = PAGE_WORDS[page.language];
  return renderShell(page.language, words.title, `<main>${renderHeader(page, words)}
<h2>${words.failures}</h2><section>${renderFailures(page, words)}</section>
<h2>${words.queues}</h2><section><table>${renderQueues(page.overview, words)}</table></section>
<h2>${words.schedules}</h2><section><table>${renderSchedules(page, words)}</table></section>
<h2>${words.deeds}</h2><section>${renderDeeds(page.overview, words)}</section></main>`);
}

/** `notice`: why the last key was not taken. */
export function renderDoor(language: PageLanguage, notice: string | null): string {
  const words = PAGE_WORDS[language];
  return renderShell(language, words.title, `<main class="door"><h1>${words.title}</h1><h2>${words.signIn}</h2>${notice === null ? '' : `<p class="notice" role="alert">${escape(notice)}</p>`}
<form method="post" action="jobs/session"><input type="hidden" name="language" value="${language}"><label for="token">${words.token}</label><input id="token" name="token" type="password" autocomplete="off" required autofocus><small>${words.signInHelp}</small><button>${words.enter}</button></form></main>`);
}

function renderShell(language: PageLanguage, title: string, body: string): string {
  return `<!doctype html><html lang="${language}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>${title} - Packbench</title><style>${PAGE_STYLE}</style></head><body>${body}</body></html>`;
}

function renderHeader({ language, environment, nowMs, mayChange }: JobsPage, words: PageWords): string {
  const other = language === 'en' ? 'es' : 'en';
  return `<header><h1>${words.title}</h1><p>${words.environment} <b>${escape(environment)}</b></p><p>${words.asOf} ${clock(new Date(nowMs).toISOString())} UTC <a href="jobs?language=${language}">${words.refresh}</a></p>${mayChange ? '' : `<p>${words.mayOnlyLook}</p>`}
<p class="end"><a href="jobs?language=${other}" lang="${other}">${words.otherLanguage}</a></p><form method="post" action="jobs/session"><input type="hidden" name="language" value="${language}"><button name="leave" value="1">${words.signOut}</button></form></header>`;
}

function renderQueues({ queues }: JobOverview, words: PageWords): string {
  const head = `<thead><tr><th>${words.job}</th>${JOB_STATES.map((state) => `<th class="number">${badge(state, words)}</th>`).join('')}<th class="number">${words.oldest}</th></tr></thead>`;
  const row = (name: string, counts: JobOverview['queues'][number]['jobs'][number] | JobOverview['queues'][number], isQueue: boolean): string =>
    `<tr${isQueue ? ' class="queue"' : ''}><th${isQueue ? '' : ' scope="row"'}>${name}</th>${JOB_STATES.map((state) => `<td class="number ${counts[state] === 0 ? 'none' : state}">${counts[state]}</td>`).join('')}<td class="number ${counts.oldest_seconds < 1 ? 'none' : ''}">${age(counts.oldest_seconds)}</td></tr>`;
  return `${head}<tbody>${queues.map((queue) => row(words.queue[queue.queue], queue, true) + queue.jobs.map((job) => row(`${nameOf(job.name, words)} <small><code>${escape(job.name)}</code></small>`, job, false)).join('')).join('')}</tbody>`;
}

function renderFailures({ failures, mayChange, language }: JobsPage, words: PageWords): string {
  if (failures.length === 0) return `<p class="nothing">${words.noFailures}</p>`;
  const rows = failures.map((job) => `<tr><td>${badge(job.state, words)}</td><td>${nameOf(job.name, words)}<br><small>#${escape(job.id)} <code>${escape(job.name)}</code></small></td><td class="number">${job.attempts} / ${job.max_attempts}</td>
<td class="reason">${renderReason(job)}<br><small>${words.cause} ${job.correlation_id === null ? words.byTheClock : `<code>${escape(job.correlation_id)}</code>`}</small></td><td>${mayChange && job.state !== 'running' ? renderDeedsOf(job, language, words) : ''}</td></tr>`);
  return `<table><thead><tr><th>${words.state}</th><th>${words.job}</th><th class="number">${words.tries}</th><th>${words.error}</th><th>${words.todo}</th></tr></thead><tbody>${rows.join('')}</tbody></table>${failures.length < 50 ? '' : `<p class="nothing">${words.more}</p>`}`;
}

/** The first line says it; the rest is for who must find the place in the code. */
function renderReason({ error }: FailedJob): string {
  const [first = '', ...rest] = (error ?? '').split('\n');
  return rest.length === 0 ? escape(first) : `<details><summary>${escape(first)}</summary><pre>${escape(rest.join('\n'))}</pre></details>`;
}

function renderDeedsOf({ id }: FailedJob, language: PageLanguage, words: PageWords): string {
  const hidden = `<input type="hidden" name="language" value="${language}">`;
  return `<div class="deeds"><form method="post" action="jobs/${escape(id)}/retry">${hidden}<button>${words.retry}</button></form>
<details><summary>${words.abandon}</summary><form method="post" action="jobs/${escape(id)}/abandon">${hidden}<small>${words.abandonMeans}</small><label>${words.abandonWhy}<input name="reason" maxlength="500" required></label><button class="danger">${words.abandonSure}</button></form></details></div>`;
}

function renderSchedules({ overview, mayChange, language }: JobsPage, words: PageWords): string {
  const rows = overview.schedules.map(({ name, at, last_run_at: lastRun }) => `<tr><td>${nameOf(name, words)}<br><small><code>${escape(name)}</code></small></td><td>${inWords(at, words)}</td><td>${words.lastRun}: ${lastRun === null ? words.never : clock(lastRun)}</td>
<td>${mayChange ? `<form method="post" action="jobs/schedules/${escape(name)}/run"><input type="hidden" name="language" value="${language}"><button>${words.runNow}</button></form>` : ''}</td></tr>`);
  return `<tbody>${rows.join('')}</tbody>`;
}

function renderDeeds({ events }: JobOverview, words: PageWords): string {
  if (events.length === 0) return `<p class="nothing">${words.noDeeds}</p>`;
  const rows = events.map((event) => `<tr><td>${clock(event.occurred_at)}</td><td><code>${escape(event.actor)}</code></td><td>${words.deed[event.event_type as keyof PageWords['deed']]}</td><td>${nameOf(event.job_name, words)} ${event.job_id === null ? '' : `#${escape(event.job_id)}`}</td><td>${escape(event.reason ?? '')}</td></tr>`);
  return `<table><tbody>${rows.join('')}</tbody></table>`;
}

function badge(state: JobState, words: PageWords): string {
  return `<span class="state ${state}"><svg viewBox="0 0 16 16" aria-hidden="true">${ICONS[state]}</svg>${words.states[state]}</span>`;
}

function nameOf(name: string, words: PageWords): string {
  return Object.hasOwn(words.jobs, name) ? words.jobs[name as JobName] : escape(name);
}

/** The two forms that our schedules have; another one is shown as it is. */
function inWords(at: string, words: PageWords): string {
  const [minute = '', hour = ''] = at.split(' ');
  if (hour === '*') return words.every(minute === '*' ? 1 : Number(minute.replace('*/', '')));
  return /^\d+$/.test(hour) ? words.daily(`${hour.padStart(2, '0')}:${minute.padStart(2, '0')}`) : escape(at);
}

function clock(iso: string): string {
  return iso.slice(0, 19).replace('T', ' ');
}

function age(seconds: number): string {
  if (seconds < 1) return '0 s';
  if (seconds < 120) return `${Math.round(seconds)} s`;
  return seconds < 7_200 ? `${Math.round(seconds / 60)} min` : `${Math.round(seconds / 3_600)} h`;
}

function escape(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;').replaceAll("'", '&#39;');
}
