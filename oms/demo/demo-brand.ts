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
    d: 'M6 21l7-3c1-6 6-10 12-10 6 0 10 4 11 9l8 17-11-5c-3 4-7 6-12 6-8 0-13-5-13-12l-2-2zM19 17a2 2 0 1 0 0-.01zM22 35h2v6h-2zM28 35h2v6h-2zM4 41h40v2H4zM10 38a3 3 0 1 0 0-.01zM39 39a2.500 2.500 0 1 0 0-.01z',
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
