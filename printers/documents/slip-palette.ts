/** Inks and text styles of a slip. On thermal paper everything is black. */
import type { Brand } from '../../domain/wire/documents.ts';
import type { SlipForm } from './slip-form.ts';
import type { TextStyle } from './slip-pen.ts';

export type SlipPalette = {
  readonly ink: string; readonly muted: string; readonly rule: string; readonly panel: string; readonly brand: string;
  /** Edges that a reader should see. */
  readonly accent: string;
  /** Ink that reads on the brand's colour. */
  readonly onBrand: string;
};
export type SlipStyles = Readonly<Record<'label' | 'small' | 'base' | 'medium' | 'strong' | 'brand' | 'tagline', TextStyle>>;

export function paletteOf(form: SlipForm, { primaryColor, accentColor = primaryColor }: Pick<Brand, 'primaryColor' | 'accentColor'>): SlipPalette {
  if (form.isThermal) return { ink: '#000000', muted: '#000000', rule: '#000000', panel: '#ffffff', brand: '#ffffff', accent: '#000000', onBrand: '#000000' };
  return { accent: accentColor, ink: '#1c1c1a', muted: '#5c5c56', rule: '#d6d6d0', panel: '#f5f5f2', brand: primaryColor, onBrand: isLight(primaryColor) ? '#1c1c1a' : '#ffffff' };
}

export function stylesOf(form: SlipForm, palette: SlipPalette): SlipStyles {
  const { text } = form;
  return {
    label: { font: 'semibold', size: text.label, color: palette.muted },
    small: { font: 'regular', size: text.small, color: palette.muted },
    base: { font: 'regular', size: text.base, color: palette.ink },
    medium: { font: 'semibold', size: text.base, color: palette.ink },
    strong: { font: 'bold', size: text.strong, color: palette.ink },
    brand: { font: 'bold', size: text.brand, color: palette.onBrand },
    tagline: { font: 'regular', size: text.small, color: palette.onBrand },
  };
}

/** WCAG relative luminance above 0.4: white text would have a contrast under 3 to 1. */
function isLight(color: string): boolean {
  const [red, green, blue] = [1, 3, 5].map((at) => {
    const share = parseInt(color.slice(at, at + 2), 16) / 255;
    return share <= 0.03928 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * (red ?? 0) + 0.7152 * (green ?? 0) + 0.0722 * (blue ?? 0) > 0.4;
}
