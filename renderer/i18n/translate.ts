/** Texts by language: the station's messages and the screens' own, filled with their values. */
import type { Language, Message } from '../../domain/rpc/station-contract.ts';
import { screenMessagesEn, type ScreenMessageKey } from './screen-messages-en.ts';
import { screenMessagesEs } from './screen-messages-es.ts';
import { stationMessagesEn } from './station-messages-en.ts';
import { stationMessagesEs } from './station-messages-es.ts';

export type Values = Readonly<Record<string, string | number>>;
export type CountedKey = ScreenMessageKey extends infer Key ? (Key extends `${infer Stem}.other` ? Stem : never) : never;

const MESSAGES: Readonly<Record<Language, Readonly<Record<string, string>>>> = {
  en: { ...stationMessagesEn, ...screenMessagesEn },
  es: { ...stationMessagesEs, ...screenMessagesEs },
};
/** Stations stand in the United States first: its times and numbers, in either language. */
export const LOCALES: Readonly<Record<Language, string>> = { en: 'en-US', es: 'es-US' };
const numbers = { en: new Intl.NumberFormat(LOCALES.en), es: new Intl.NumberFormat(LOCALES.es) };
const plurals = { en: new Intl.PluralRules('en'), es: new Intl.PluralRules('es') };

/** A message that this screen does not know (a newer station) shows its key and values: odd, but nothing is hidden. */
export function translate(language: Language, message: Message): string {
  const template = MESSAGES[language][message.key];
  return template === undefined ? `${message.key} ${Object.values(message.values).join(' ')}`.trim() : fill(template, message.values, language);
}

export function screenText(language: Language, key: ScreenMessageKey, values: Values = {}): string {
  return fill(MESSAGES[language][key] ?? key, values, language);
}

/** Chooses `.one` or `.other` by the language's own rule. */
export function countedText(language: Language, stem: CountedKey, n: number): string {
  const form = plurals[language].select(n) === 'one' ? 'one' : 'other';
  return fill(MESSAGES[language][`${stem}.${form}`] ?? stem, { n }, language);
}

function fill(template: string, values: Values, language: Language): string {
  return template.replace(/\{(\w+)\}/g, (whole, name: string) => {
    if (!Object.hasOwn(values, name)) return whole;
    const value = values[name];
    return typeof value === 'number' ? numbers[language].format(value) : String(value);
  });
}
