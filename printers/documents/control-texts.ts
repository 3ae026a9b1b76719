/** What the control codes do, in the languages of the bench. */
import type { ControlCode } from '../../domain/barcodes/control-code.ts';

export type SheetLanguage = 'en' | 'es';

type ControlTexts = { readonly title: string; readonly subtitle: string; readonly controls: Readonly<Partial<Record<ControlCode['name'] | 'INSPECT', string>>> };

export const CONTROL_TEXTS: Readonly<Record<SheetLanguage, ControlTexts>> = {
  en: {
    title: 'Control codes', subtitle: 'Scan these at the bench instead of touching the screen. Hang the sheet where the scanner reaches it. Code 128; every code ends in a check character.',
    controls: {
      OK: 'Says yes to the question on the screen.', UNDO: 'Takes the last item back out.', 'NEXT-BOX': 'Another box for this order; again: its label.', SHORT: 'An item is missing.', DAMAGED: 'An item is damaged.', HOLD: 'Stops this order for the office.',
      PARK: 'Puts this order aside.', 'REPRINT-LABEL': 'Prints the label again.', 'REPRINT-SLIP': 'Prints the packing slip again.', RELABEL: 'Prints the label that replaces the old one.', SUPERVISOR: 'Calls the shift lead.',
      GONE: 'What the card asks for cannot be found.', LOCK: 'Signs you out.', TEST: 'Shows what the scanner sends.', INSPECT: 'For IT: what this bench and the office have told each other.', QTY: 'The next item counts this often.', BOX: 'This order goes into that box.', LANGUAGE: 'The language of this screen.',
    },
  },
  es: {
    title: 'Códigos de control', subtitle: 'Escanéalos en la mesa en vez de tocar la pantalla. Cuelga la hoja donde llegue el escáner. Code 128; cada código termina en un carácter de control.',
    controls: {
      OK: 'Responde sí a la pregunta de la pantalla.', UNDO: 'Saca el último artículo.', 'NEXT-BOX': 'Otra caja para este pedido; otra vez: su etiqueta.', SHORT: 'Falta un artículo.', DAMAGED: 'Un artículo está dañado.', HOLD: 'Detiene este pedido para la oficina.',
      PARK: 'Aparta este pedido.', 'REPRINT-LABEL': 'Imprime la etiqueta otra vez.', 'REPRINT-SLIP': 'Imprime el albarán otra vez.', RELABEL: 'Imprime la etiqueta que sustituye a la anterior.', SUPERVISOR: 'Llama al encargado.',
      GONE: 'No se encuentra lo que pide la tarjeta.', LOCK: 'Cierra tu sesión.', TEST: 'Muestra lo que envía el escáner.', INSPECT: 'Para informática: lo que esta mesa y la oficina se han dicho.', QTY: 'El siguiente artículo cuenta estas veces.', BOX: 'Este pedido va en esa caja.', LANGUAGE: 'El idioma de esta pantalla.',
    },
  },
};

type ScannerTexts = { readonly title: string; readonly subtitle: string; readonly mustRead: (text: string) => string; readonly badName: string; readonly mustRefuse: string };

export const SCANNER_TEXTS: Readonly<Record<SheetLanguage, ScannerTexts>> = {
  en: {
    title: 'Scanner test', subtitle: 'Scan TEST at a station first, then each code once. The screen must show exactly what stands beside the code, sent as one scan that ends in Enter.',
    mustRead: (text) => `Must read ${text}`, badName: 'Wrong on purpose', mustRefuse: 'The station must refuse it: its check character is wrong.',
  },
  es: {
    title: 'Prueba del escáner', subtitle: 'Escanea primero TEST en una mesa y después cada código una vez. La pantalla debe mostrar exactamente lo que está junto al código, en un solo escaneo que termina con Intro.',
    mustRead: (text) => `Debe leer ${text}`, badName: 'Equivocado a propósito', mustRefuse: 'La mesa debe rechazarlo: su carácter de control es erróneo.',
  },
};
