/** A shop's words in the language of the slip; what it has not translated stays in its own language. */
import type { SlipLanguage } from '../../domain/documents/slip-wording.ts';
import type { Brand } from '../../domain/wire/documents.ts';

export type BrandWords = Pick<Brand, 'tagline' | 'footer' | 'support' | 'learningNotes'>;

export function brandWords(brand: Brand, language: SlipLanguage): BrandWords {
  const translated = brand.translations?.[language] ?? {};
  return {
    tagline: translated.tagline ?? brand.tagline,
    footer: translated.footer ?? brand.footer,
    support: translated.support ?? brand.support,
    learningNotes: { ...brand.learningNotes, ...translated.learningNotes },
  };
}
