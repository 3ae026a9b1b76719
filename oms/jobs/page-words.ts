/** Every text of the job page, in the languages of the product. */
import type { JobName } from './enqueue.ts';
import type { Queue } from './job-queues.ts';
import type { JobState } from './job-store.ts';

export const PAGE_LANGUAGES = ['en', 'es'] as const;
export type PageLanguage = (typeof PAGE_LANGUAGES)[number];

export type PageWords = {
  readonly title: string; readonly environment: string; readonly asOf: string; readonly refresh: string; readonly signOut: string; readonly otherLanguage: string;
  readonly signIn: string; readonly signInHelp: string; readonly token: string; readonly enter: string;
  readonly queues: string; readonly job: string; readonly state: string; readonly todo: string; readonly oldest: string; readonly failures: string; readonly noFailures: string; readonly tries: string; readonly error: string; readonly cause: string; readonly byTheClock: string;
  readonly retry: string; readonly abandon: string; readonly abandonWhy: string; readonly abandonSure: string; readonly abandonMeans: string;
  readonly schedules: string; readonly lastRun: string; readonly never: string; readonly runNow: string; readonly deeds: string; readonly noDeeds: string; readonly more: string; readonly mayOnlyLook: string;
  readonly every: (minutes: number) => string; readonly daily: (time: string) => string;
  readonly states: Readonly<Record<JobState, string>>; readonly queue: Readonly<Record<Queue, string>>; readonly jobs: Readonly<Record<JobName, string>>;
  readonly deed: Readonly<Record<'job.retried' | 'job.abandoned' | 'schedule.run', string>>;
};

const en: PageWords = {
  title: 'Jobs', environment: 'Environment', asOf: 'As of', refresh: 'Refresh', signOut: 'Sign out', otherLanguage: 'Español',
  signIn: 'Sign in to see the jobs', signInHelp: 'Paste an API key (pbk_...) or the token of a login. It is kept in this browser for eight hours, for this page alone.', token: 'Key or token', enter: 'Sign in',
  queues: 'Queues', job: 'Job', state: 'State', todo: 'What to do', oldest: 'Oldest waits', failures: 'Failures', noFailures: 'No job has failed.', tries: 'Tries', error: 'Reason', cause: 'Caused by', byTheClock: 'the clock',
  retry: 'Try again now', abandon: 'Give up', abandonWhy: 'Why', abandonSure: 'Give up for good', abandonMeans: 'What this job would have done is not done. This cannot be taken back.',
  schedules: 'By the clock (UTC)', lastRun: 'Last run', never: 'not yet', runNow: 'Run now', deeds: 'What people did', noDeeds: 'Nobody has touched a job yet.', more: 'Only the first 50 are shown.', mayOnlyLook: 'You may look, but change nothing here.',
  every: (minutes) => (minutes === 1 ? 'every minute' : `every ${minutes} minutes`), daily: (time) => `daily at ${time}`,
  states: { ready: 'Ready', running: 'Running', scheduled: 'For later', retrying: 'Tried again', failed: 'Given up' },
  queue: { sourcing: 'Sourcing', fulfillment: 'Fulfilment', carrier: 'Carriers', connectors: 'Shops', webhooks: 'Webhooks', stations: 'Stations' },
  jobs: {
    'orders.source': 'Find stock for an order', 'orders.release': 'Give an order to its nodes', 'leases.grant': 'Give work to benches', 'shipping.buy_label': 'Buy a label', 'shipping.void_label': 'Give a label back',
    'shipping.sync_tracking': 'Ask where boxes are', 'shopify.import_order': 'Take an order from the shop', 'shopify.push_fulfillment': 'Tell the shop of a box', 'webhooks.purge': 'Clear old webhooks', 'labels_build.purge': 'Clear old label builds',
    'stations.purge_reports': 'Clear old station reports', 'sync.reconcile': 'Check the feed', 'sync.purge_tombstones': 'Clear old feed rows',
  },
  deed: { 'job.retried': 'tried again', 'job.abandoned': 'gave up', 'schedule.run': 'ran by hand' },
};

const es: PageWords = {
  title: 'Trabajos', environment: 'Entorno', asOf: 'A las', refresh: 'Actualizar', signOut: 'Salir', otherLanguage: 'English',
  signIn: 'Entre para ver los trabajos', signInHelp: 'Pegue una clave de API (pbk_...) o el token de un inicio de sesión. Se guarda ocho horas en este navegador, solo para esta página.', token: 'Clave o token', enter: 'Entrar',
  queues: 'Colas', job: 'Trabajo', state: 'Estado', todo: 'Qué hacer', oldest: 'El más antiguo espera', failures: 'Fallos', noFailures: 'Ningún trabajo ha fallado.', tries: 'Intentos', error: 'Motivo', cause: 'Causado por', byTheClock: 'el reloj',
  retry: 'Reintentar ahora', abandon: 'Abandonar', abandonWhy: 'Por qué', abandonSure: 'Abandonar para siempre', abandonMeans: 'Lo que este trabajo habría hecho no se hace. No se puede deshacer.',
  schedules: 'Por el reloj (UTC)', lastRun: 'Última vez', never: 'todavía no', runNow: 'Ejecutar ahora', deeds: 'Lo que hicieron las personas', noDeeds: 'Nadie ha tocado un trabajo todavía.', more: 'Solo se muestran los primeros 50.', mayOnlyLook: 'Puede mirar, pero no cambiar nada aquí.',
  every: (minutes) => (minutes === 1 ? 'cada minuto' : `cada ${minutes} minutos`), daily: (time) => `cada día a las ${time}`,
  states: { ready: 'Listos', running: 'En curso', scheduled: 'Para luego', retrying: 'Se reintenta', failed: 'Abandonado' },
  queue: { sourcing: 'Asignación', fulfillment: 'Preparación', carrier: 'Transportistas', connectors: 'Tiendas', webhooks: 'Webhooks', stations: 'Estaciones' },
  jobs: {
    'orders.source': 'Buscar existencias para un pedido', 'orders.release': 'Dar un pedido a sus nodos', 'leases.grant': 'Dar trabajo a los puestos', 'shipping.buy_label': 'Comprar una etiqueta', 'shipping.void_label': 'Devolver una etiqueta',
    'shipping.sync_tracking': 'Preguntar dónde están las cajas', 'shopify.import_order': 'Tomar un pedido de la tienda', 'shopify.push_fulfillment': 'Avisar a la tienda de una caja', 'webhooks.purge': 'Borrar webhooks antiguos', 'labels_build.purge': 'Borrar lotes de etiquetas antiguos',
    'stations.purge_reports': 'Borrar informes antiguos de estaciones', 'sync.reconcile': 'Comprobar la sincronización', 'sync.purge_tombstones': 'Borrar filas antiguas de sincronización',
  },
  deed: { 'job.retried': 'reintentó', 'job.abandoned': 'abandonó', 'schedule.run': 'ejecutó a mano' },
};

export const PAGE_WORDS: Readonly<Record<PageLanguage, PageWords>> = { en, es };

/** What was asked for, else the browser's first language that there is. */
export function pickLanguage(asked: string | undefined, accepted: string | undefined): PageLanguage {
  const wishes = [asked ?? '', ...(accepted ?? '').split(',').map((one) => one.trim().slice(0, 2).toLowerCase())];
  return wishes.map((wish) => PAGE_LANGUAGES.find((language) => language === wish)).find((language) => language !== undefined) ?? 'en';
}
