/** The invented shop whose orders the demo packs. Domains end in .example (RFC 2606); there is no telephone number to call by mistake. */
import type { Brand } from '../../domain/wire/documents.ts';

export const DEMO_BRAND: Brand = {
  brandId: 'brd_bramble-and-finch',
  name: 'Bramble & Finch Learning',
  tagline: 'Small steps, bright minds.',
  primaryColor: '#1f6f5c',
  // A finch in profile on a bramble twig.
  logoSvgPath: {
    viewBoxWidth: 48, viewBoxHeight: 48,
    d: 'M6 21 L13 18 C14 12 19 8 25 8 C31 8 35 12 36 17 L44 34 L33 29 C30 33 26 35 21 35 C13 35 8 30 8 23 L6 21z M17.5 17 a2 2 0 1 0 4 0 a2 2 0 1 0 -4 0z M22 35 h2 v6 h-2z M28 35 h2 v6 h-2z M4 41 h40 v2 H4z M8.5 38 a3 3 0 1 0 6 0 a3 3 0 1 0 -6 0z M38.5 39 a2.5 2.5 0 1 0 5.0 0 a2.5 2.5 0 1 0 -5.0 0z',
  },
  returnAddress: {
    name: 'Bramble & Finch Learning', company: 'Returns Desk', address1: '214 West 29th Street', address2: null, city: 'New York', state: 'NY', postalCode: '10001', countryCode: 'US', phone: null,
  },
  support: {
    heading: 'Questions? A teacher answers.',
    lines: ['hello@brambleandfinch.example', 'Guides and answer keys: brambleandfinch.example/help', 'Returns within 60 days, no reason needed.'],
  },
  footer: 'Thank you for learning with us. brambleandfinch.example',
  learningNotes: {
    'Code Breakers': { heading: 'Code Breakers: start with sounds', text: 'Five minutes a day beats an hour on Sunday. Say the sound, trace it, then find it in a word you both know.' },
    'Handwriting': { heading: 'Handwriting: big before small', text: 'Begin in the air, then on a tray of sand, then on paper. A relaxed grip matters more than a neat line.' },
    'Cursive Workbooks': { heading: 'Cursive: join as you go', text: 'Practise joined pairs (ca, on, th) before whole words, and turn the page a little toward the writing hand.' },
  },
};
