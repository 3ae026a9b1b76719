/** An invented order that shows all that a template can do: every product line, a kit, a gift message, a note. For previews and tests. */
import type { PackingSlipContent, SlipLine } from '../../domain/documents/document-content.ts';
import type { SlipLanguage } from '../../domain/documents/slip-wording.ts';
import type { Brand } from '../../domain/wire/documents.ts';

type Sample = { readonly titles: readonly string[]; readonly kit: string; readonly parts: readonly string[]; readonly gift: string; readonly note: string; readonly channel: string; readonly name: string; readonly street: string; readonly city: string; readonly state: string | null; readonly postalCode: string; readonly countryCode: string };

const ENGLISH: Sample = {
  titles: ['Workbook, level 1', 'Sound cards, 44 pieces', 'Tracing board, birch'], kit: 'Starter kit', parts: ['Workbook, level 2', 'Grooved pencil', 'Answer key'],
  gift: 'Happy birthday, Sam! Love, Grandma', note: 'Please leave the box with the neighbour.', channel: 'Online shop', name: 'Jordan Example', street: '455 Example Avenue, Apt 7B', city: 'Brooklyn', state: 'NY', postalCode: '11201', countryCode: 'US',
};
const SAMPLES: Readonly<Record<SlipLanguage, Sample>> = {
  en: ENGLISH,
  es: {
    ...ENGLISH, titles: ['Cuaderno, nivel 1', 'Tarjetas de sonidos, 44 piezas', 'Tabla para trazar, abedul'], kit: 'Conjunto inicial', parts: ['Cuaderno, nivel 2', 'Lápiz con surcos', 'Soluciones'],
    gift: '¡Feliz cumpleaños, Sami! Con cariño, tu abuela', note: 'Por favor, deje la caja con el vecino.', channel: 'Tienda en línea', name: 'Íñigo Ejemplo Núñez', street: 'Calle del Ejemplo 12, 3.º B', city: 'Madrid', state: null, postalCode: '28004', countryCode: 'ES',
  },
  ru: {
    ...ENGLISH, titles: ['Рабочая тетрадь, уровень 1', 'Карточки звуков, 44 штуки', 'Доска для обводки, берёза'], kit: 'Стартовый комплект', parts: ['Рабочая тетрадь, уровень 2', 'Карандаш с канавками', 'Ответы'],
    gift: 'С днём рождения, Саша! Бабушка', note: 'Оставьте, пожалуйста, коробку у соседей.', channel: 'Интернет-магазин', name: 'Анна Примерова', street: 'ул. Примерная, 12, кв. 5', city: 'Алматы', state: null, postalCode: '050046', countryCode: 'KZ',
  },
  kk: {
    ...ENGLISH, titles: ['Жұмыс дәптері, 1-деңгей', 'Дыбыс карталары, 44 дана', 'Сызуға арналған тақтай, қайың'], kit: 'Бастапқы жинақ', parts: ['Жұмыс дәптері, 2-деңгей', 'Ойықты қарындаш', 'Жауаптар'],
    gift: 'Туған күніңмен, Айым! Әжең', note: 'Қорапты көршіме қалдырыңыз.', channel: 'Интернет-дүкен', name: 'Айгүл Үлгіқызы', street: 'Үлгі көшесі, 12, 5-пәтер', city: 'Алматы', state: null, postalCode: '050046', countryCode: 'KZ',
  },
};

export function sampleSlip(brand: Brand, language: SlipLanguage): PackingSlipContent {
  const sample = SAMPLES[language];
  const productLines = Object.keys(brand.learningNotes);
  const lines = sample.titles.map((title, index): SlipLine => ({ sku: `SKU-${100 + index}`, title, units: index + 1, binCode: `A-0${index + 1}-3`, productLine: productLines[index % Math.max(1, productLines.length)] ?? null }));
  const kit: SlipLine = {
    sku: 'KIT-100', title: sample.kit, units: 1, binCode: 'B-02-1', productLine: productLines[0] ?? null,
    parts: sample.parts.map((title, index) => ({ sku: `SKU-${200 + index}`, title, units: index + 1, binCode: index === 2 ? null : `B-02-${index + 2}` })),
  };
  return {
    brand, orderNumber: '#1042', placedAt: '2026-11-20T14:05:00Z', channelName: sample.channel,
    shipTo: { name: sample.name, company: null, address1: sample.street, address2: null, city: sample.city, state: sample.state, postalCode: sample.postalCode, countryCode: sample.countryCode, phone: null },
    lines: [...lines, kit], customerNote: sample.note, giftMessage: sample.gift, trackingNumber: 'PB9400100000000000017', carrierName: 'Demo Carrier', serviceName: 'Ground',
    pairCode: '7K2M9QX4TB', boxNumber: 1, boxCount: 2, language, copy: 1,
  };
}
