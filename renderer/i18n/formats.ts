/** Times, spans, weights and numbers as the operator's language writes them. */
import type { Language } from '../../domain/rpc/station-contract.ts';
import { LOCALES } from './translate.ts';

const MINUTE_MS = 60_000;
const HOUR_MINUTES = 60;
const DAY_MINUTES = 1_440;

const cached = <T>(make: (locale: string) => T): ((language: Language) => T) => {
  const byLanguage = new Map<Language, T>();
  return (language) => {
    const known = byLanguage.get(language) ?? make(LOCALES[language]);
    byLanguage.set(language, known);
    return known;
  };
};
const timeOfDay = cached((locale) => new Intl.DateTimeFormat(locale, { hour: 'numeric', minute: '2-digit' }));
const dayAndTime = cached((locale) => new Intl.DateTimeFormat(locale, { weekday: 'short', hour: 'numeric', minute: '2-digit' }));
const unit = (name: string, digits: number): ((language: Language) => Intl.NumberFormat) =>
  cached((locale) => new Intl.NumberFormat(locale, { style: 'unit', unit: name, unitDisplay: 'short', maximumFractionDigits: digits }));
const seconds = unit('second', 0);
const minutes = unit('minute', 0);
const hours = unit('hour', 1);
const days = unit('day', 0);
const kilograms = unit('kilogram', 2);

export function formatTime(language: Language, atMs: number): string {
  return timeOfDay(language).format(atMs);
}

/** The time alone today, with the day of the week otherwise. */
export function formatMoment(language: Language, atMs: number, nowMs: number): string {
  const isToday = new Date(atMs).toDateString() === new Date(nowMs).toDateString();
  return (isToday ? timeOfDay : dayAndTime)(language).format(atMs);
}

/** A span in its one or two largest units: `45 sec`, `12 min`, `3 hr 5 min`, `2 days`. */
export function formatSpan(language: Language, spanMs: number): string {
  const wholeMinutes = Math.floor(Math.max(0, spanMs) / MINUTE_MS);
  if (wholeMinutes < 1) return seconds(language).format(Math.floor(Math.max(0, spanMs) / 1_000));
  if (wholeMinutes < HOUR_MINUTES) return minutes(language).format(wholeMinutes);
  if (wholeMinutes >= 2 * DAY_MINUTES) return days(language).format(Math.floor(wholeMinutes / DAY_MINUTES));
  const rest = wholeMinutes % HOUR_MINUTES;
  const whole = hours(language).format(Math.floor(wholeMinutes / HOUR_MINUTES));
  return rest === 0 ? whole : `${whole} ${minutes(language).format(rest)}`;
}

export function formatHours(language: Language, value: number): string {
  return hours(language).format(value);
}

export function formatWeight(language: Language, grams: number): string {
  return kilograms(language).format(grams / 1_000);
}
