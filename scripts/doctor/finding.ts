/** One line of the doctor's report. */
export type Finding = { readonly what: string; readonly state: 'ok' | 'warn' | 'bad'; readonly detail: string };

export function ok(what: string, detail: string): Finding {
  return { what, state: 'ok', detail };
}

export function warn(what: string, detail: string): Finding {
  return { what, state: 'warn', detail };
}

export function bad(what: string, detail: string): Finding {
  return { what, state: 'bad', detail };
}
