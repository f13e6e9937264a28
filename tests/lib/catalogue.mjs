// A small catalogue in the import format (souk-catalogue(5)): the same from
// the same n, with the products that the stories name at its head.

const words = ['amber', 'basil', 'cedar', 'delta', 'ember', 'fjord', 'grove',
  'harbour', 'iris', 'juniper', 'kelp', 'linen', 'maple', 'north', 'opal'];
const kinds = ['notes', 'photos', 'mail', 'backup', 'wiki', 'calendar', 'metrics'];

function price(mode, amount, currency = 'USD', extra = {}) {
  return { mode, currency, amount, ...extra };
}

function product(slug, { name, category, summary, description, delivery = 'saas', plans, texts, ...more }) {
  return {
    ...more,
    slug, seller: 'atelier', category, delivery, licence: 'MIT',
    website: `https://${slug}.example`, version: '2.1', platforms: ['Docker'],
    refund_days: 14, support: { email: 'support@atelier.example', url: 'https://atelier.example/help' },
    texts: { en: { name, summary, description, keywords: [] }, ...texts },
    agreements: [{ title: `${name} licence`, locale: 'en', text: `You may use **${name}** as agreed.` }],
    plans,
  };
}

function plan(code, name, prices, extra = {}) {
  return { code, texts: { en: { name, summary: `${name} plan` } }, options: [], capacities: [], prices, ...extra };
}

export function catalogue(n = 12) {
  const products = [
    product('lumen-gallery', {
      pin: 1, name: 'Lumen Gallery', category: 'photos', summary: 'A photo gallery for families and studios',
      description: 'Albums, *faces* and maps.\n\n- Upload from a phone\n- Share with a link',
      plans: [
        plan('basic', 'Basic', [price('monthly', 1900), price('yearly', 19000), price('monthly', 1700, 'EUR')]),
        plan('pro', 'Pro', [price('monthly', 4900), price('monthly', 300, 'USD', { capacity: 'users' }), price('yearly', 49000)],
          { options: [{ name: 'Edition', value: 'Pro' }],
            capacities: [{ code: 'users', unit: 'user', min: 1, max: 500, step: 1, included: 5 }] }),
      ],
    }),
    product('quill-mail', {
      name: 'Quill Mail', category: 'mail', summary: 'E-mail that stays yours',
      description: 'IMAP, SMTP and calendars.',
      texts: { 'zh-CN': { name: '羽毛邮件', summary: '属于您自己的电子邮件', description: '电子邮件和日历。', keywords: [] } },
      plans: [plan('team', 'Team', [price('monthly', 900)])],
    }),
    product('ledger-desk', {
      name: 'Ledger Desk', category: 'backup', summary: 'Bookkeeping on your own computer', delivery: 'license',
      description: 'A licence for one computer.',
      plans: [plan('single', 'Single', [price('one_time', 12900)])],
    }),
  ];
  for (let i = products.length; i < n; i++) {
    const word = words[i % words.length], kind = kinds[i % kinds.length];
    products.push(product(`${word}-${kind}-${i}`, {
      name: `${word[0].toUpperCase()}${word.slice(1)} ${kind} ${i}`, category: kind,
      summary: `Keeps your ${kind} in one place`, description: `Number ${i} of the ${kind} tools.`,
      plans: [plan('standard', 'Standard', [price('monthly', 500 + 100 * i)])],
    }));
  }
  const title = (kind) => kind[0].toUpperCase() + kind.slice(1);
  return {
    souk_catalogue: 1,
    sellers: [{ slug: 'atelier', name: 'Atelier Nord', country: 'DE', website: 'https://atelier.example',
      about: 'Small tools, well kept.', support_email: 'support@atelier.example' }],
    categories: kinds.map((slug, i) => ({ slug, parent: null, position: i + 1,
      texts: { en: { name: title(slug), description: `Software for ${slug}` } } })),
    products,
  };
}
