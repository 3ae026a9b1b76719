/** What components read: the station's view, the words of its language, and the ticking clock. */
import { createContext, useContext, useMemo, useSyncExternalStore } from 'react';
import { useStore } from 'zustand';
import { must } from '../../domain/assert.ts';
import type { Language, Message, StationView } from '../../domain/rpc/station-contract.ts';
import { formatHours, formatMoment, formatSpan, formatTime, formatWeight } from '../i18n/formats.ts';
import type { ScreenMessageKey } from '../i18n/screen-messages-en.ts';
import { countedText, screenText, translate, type CountedKey, type Values } from '../i18n/translate.ts';
import type { StationActions } from './station-actions.ts';
import { inputStore, type InputState } from './stores/input-store.ts';
import { pictureStore, type Picture } from './stores/picture-store.ts';
import { stationStore, type StationState } from './stores/station-store.ts';

export function useStation<T>(select: (state: StationState) => T): T {
  return useStore(stationStore, select);
}

/** A part of the view. Only drawn below the check that there is one. */
export function useView<T>(select: (view: StationView) => T): T {
  return useStore(stationStore, ({ view }) => select(must(view, 'the view')));
}

export function useInput<T>(select: (state: InputState) => T): T {
  return useStore(inputStore, select);
}

export function usePicture(sku: string | null): Picture | null {
  return useStore(pictureStore, ({ pictures }) => (sku === null ? null : pictures.get(sku) ?? null));
}

export const ActionsContext = createContext<StationActions | null>(null);

export function useActions(): StationActions {
  return must(useContext(ActionsContext), 'the actions');
}

export type Words = ReturnType<typeof wordsOf>;

export function useWords(): Words {
  const language = useStation(({ view }) => view?.language ?? 'en');
  return useMemo(() => wordsOf(language), [language]);
}

export function wordsOf(language: Language) {
  return {
    language,
    text: (key: ScreenMessageKey, values?: Values) => screenText(language, key, values),
    message: (message: Message) => translate(language, message),
    count: (stem: CountedKey, n: number) => countedText(language, stem, n),
    time: (atMs: number) => formatTime(language, atMs),
    moment: (atMs: number, nowMs: number) => formatMoment(language, atMs, nowMs),
    span: (spanMs: number) => formatSpan(language, spanMs),
    hours: (value: number) => formatHours(language, value),
    weight: (grams: number) => formatWeight(language, grams),
  };
}

const TICK_MS = 1_000;

function subscribeToSeconds(onTick: () => void): () => void {
  const timer = setInterval(onTick, TICK_MS);
  return () => clearInterval(timer);
}
const readSecond = (): number => Math.floor(Date.now() / TICK_MS) * TICK_MS;

/** The time, to the second. Used only in small components: each tick draws them anew. */
export function useNowMs(): number {
  return useSyncExternalStore(subscribeToSeconds, readSecond);
}
