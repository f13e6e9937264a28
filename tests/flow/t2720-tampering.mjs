// R30, R35, Done means 3: changes of what was offered, generated: each is refused
// with a code that has a name, makes no order, and tells a wrong account
// nothing of the price.  The seed is printed and can be set: SOUK_SEED.
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { setup, story } from '../lib/story.mjs';
import { run } from '../lib/proc.mjs';
import { expectStatus, password } from '../lib/shop.mjs';
import { OfferBuyer, offeredChoice, offerShop } from '../lib/exclusive.mjs';
import { stagedBody } from '../lib/staged.mjs';

const CHANGES = process.env.SOUK_LONG ? 2000 : 150;
// That a start has come is recorded by the worker in its own time.
const OFFERS = `SELECT HEX(offer_id), IF(state = 'EFFECTIVE', 'SENT', state), version,
  row_version - (state = 'EFFECTIVE') FROM offers ORDER BY offer_id`;
const seed = Number(process.env.SOUK_SEED ?? Date.now() % 2 ** 31);

/** mulberry32: the same changes for the same seed. */
let state = seed;
const random = () => {
  state = (state + 0x6d2b79f5) | 0;
  let t = Math.imul(state ^ (state >>> 15), 1 | state);
  t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
  return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
};
const below = (n) => Math.floor(random() * n);
const pick = (list) => list[below(list.length)];
const hex = (n) => Array.from({ length: n }, () => '0123456789abcdef'[below(16)]).join('');
const id = (prefix) => `${prefix}_01${Array.from({ length: 24 }, () => '0123456789abcdefghjkmnpqrstvwxyz'[below(32)]).join('')}`;
/** A text with one of its characters replaced by another of the same kind. */
const bent = (text, alphabet) => {
  const at = below(text.length);
  const others = [...alphabet].filter((c) => c !== text[at]);
  return text.slice(0, at) + pick(others) + text.slice(at + 1);
};

story('tampering', setup(), (step) => {
  let shop, buyer, other, mine, twin, theirs, lost, offer, quote, viewer, staged;

  const redeem = (who, body) => () => who.redeem(body);
  const order = (who, body) => () => who.order(body);
  const of = (more) => buyer.body(offer, more);
  /** Members that would change what is bought, were they read. */
  const members = { plan: () => pick(['solo', 'pro', 'team']), quantity: () => below(1000), periods: () => below(60), billing_mode: () => pick(['yearly', 'one_time']),
    capacities: () => ({ walls: below(9) }), price: () => ({ amount: below(1200), currency: 'USD' }), unit: () => below(1200), net: () => below(1e5),
    total: () => below(1e5), currency: () => pick(['EUR', 'JPY']), product: () => pick(['lumen-gallery', 'halo-frames']), company: () => id('com'),
    milestones: () => [{ name: 'All', share_bp: below(10000) }], billing: () => pick(['advance', 'arrears']), term: () => below(99), user: () => id('usr'),
    seller: () => id('sel'), list_unit: () => below(1200), tax: () => 0, discount: () => below(100), state: () => 'PAID', starts_at: () => '2020-01-01T00:00:00Z',
    ends_at: () => '2099-01-01T00:00:00Z', region: () => 'fra-1', flavour: () => 'general-2', redemptions: () => 0 };

  /** A quote's token with one line of its payload another, under the old signature. */
  const rewritten = (token) => {
    const [payload, signature] = token.split('.');
    const lines = Buffer.from(payload, 'base64url').toString().split('\n');
    const at = below(lines.length - 1);
    lines[at] = /^-?\d+$/.test(lines[at]) ? String(Number(lines[at]) + pick([-1, 1, 7, -1199])) : pick([id('off'), 'pro', 'EUR', 'x', `${lines[at]}1`].filter((line) => line !== lines[at]));
    return `${Buffer.from(lines.join('\n')).toString('base64url')}.${signature}`;
  };

  const kinds = {
    member: () => { const name = pick(Object.keys(members)); return redeem(buyer, of({ [name]: members[name]() })); },
    version: () => redeem(buyer, of({ version: pick([0, 2, 3, -1, 1.5, '1', null, 2 ** 31, below(1e6) + 2]) })),
    digest: () => redeem(buyer, of({ digest: pick([bent(offer.confirm.digest, '0123456789abcdef'), hex(64), hex(63), twin.confirm.digest, theirs.confirm.digest, null, '']) })),
    offer: () => redeem(buyer, of({ offer: pick([id('off'), theirs.id, lost.id, twin.id, bent(offer.id, '0123456789abcdefghjkmnpqrstvwxyz'), id('ord'), null, `${offer.id} `]) })),
    document: () => {
      const { documents } = of();
      return redeem(buyer, of({ documents: pick([documents.toSpliced(below(documents.length), 1), [], [...documents, hex(64)], [...documents, documents[0]],
        documents.with(below(documents.length), hex(64)), documents.map((one) => bent(one, '0123456789abcdef'))]) }));
    },
    server: () => redeem(buyer, of({ server: { vpc: id('vpc'), subnet: id('sub'), login_name: 'root', password: 'Aa1!Aa1!Aa1!Aa1!' } })),
    contact: () => redeem(buyer, of({ contact: hex(64) })),
    plan: () => redeem(buyer, of({ plan_digest: pick([hex(64), staged.payment_plan.digest, offer.confirm.digest]) })),
    stages: () => {
      const { documents, plan_digest } = stagedBody(buyer, staged);
      const own = documents.length - staged.payment_plan.permissions.length;
      return redeem(buyer, stagedBody(buyer, staged, pick([{ plan_digest: undefined }, { plan_digest: hex(64) }, { plan_digest: bent(plan_digest, '0123456789abcdef') },
        { plan_digest: staged.confirm.digest }, { digest: plan_digest }, { documents: documents.slice(0, own) }, { documents: documents.toSpliced(own + below(2), 1) },
        { documents: documents.with(own, hex(64)) }, { milestones: [{ name: 'All', share_bp: 10000 }] }, { billing: 'arrears' }, { deemed_days: 1 },
        { documents: [...documents, documents[own]] }, { version: 2 }])));
    },
    stranger: () => redeem(other, of(pick([{}, { digest: hex(64) }, { version: 2 }, { documents: [] }]))),
    viewer: () => redeem(viewer, of(pick([{}, { version: 2 }]))),
    token: () => order(buyer, { quote: pick([rewritten, (t) => bent(t, 'ABCDEFGHabcdefgh0123'), (t) => t.slice(0, below(t.length) || 1), (t) => `${t}A`])(quote.quote), documents: of().documents }),
    strangers_token: () => order(other, { quote: quote.quote, documents: of().documents }),
    unaccepted: () => order(buyer, { quote: quote.quote, documents: of().documents.slice(below(4) ? 0 : 1, -1) }),
    quote_member: () => { const name = pick(['price', 'offer', 'unit', 'total', 'discount', 'company', 'version', 'milestones']);
      return () => buyer.client.post('/api/checkout/quotes', { ...offeredChoice(), [name]: members[name]?.() ?? offer.id }); },
    order_member: () => { const name = pick(Object.keys(members)); return order(buyer, { quote: quote.quote, documents: of().documents, [name]: members[name]() }); },
  };
  const codes = new Set(['invalid', 'syntax', 'not_found', 'offer_version', 'offer_changed', 'offer_state', 'offer_differs', 'terms', 'terms_changed', 'forbidden',
    'quote_tampered', 'quote_expired', 'limit', 'plan_changed']);

  step('an offer, its twin, another company\'s, one that is over, and a quote by it', async (world) => {
    shop = await offerShop(world);
    ({ buyer, other } = shop);
    const company = (await buyer.signIn()).company.id;
    await world.sql(world.site, "INSERT INTO prices (plan_id, billing_mode, currency, amount_minor) SELECT p.plan_id, 'one_time', 'USD', 90000 FROM plans p JOIN products d ON d.product_id = p.product_id WHERE d.slug = 'halo-frames' AND p.state = 'LIVE'");
    await world.ctl(world.site, 'credit', 'set', company, '--milestone', '50000', '--postpaid', 'yes');
    const documents = [{ title: 'Frames at cost', text: 'We agree on ten frames.' }];
    mine = await shop.desk.sent(buyer.email, { documents });
    offer = await buyer.exclusive(mine.id);
    twin = await buyer.exclusive((await shop.desk.sent(buyer.email, { documents, price: { kind: 'amount', amount: 1250 } })).id);
    theirs = await other.exclusive((await shop.desk.sent(other.email, { price: { kind: 'amount', amount: 1111 } })).id);
    lost = await shop.desk.sent(buyer.email);
    expectStatus(await shop.desk.api('POST', `offers/${lost.id}/withdrawals`, { row_version: lost.row_version, reason: 'No.' }), 200);
    staged = await buyer.exclusive((await shop.desk.sent(buyer.email, { billing_mode: 'one_time', quantity: 2, periods: 1, capacities: [], price: { kind: 'percent', percent_bp: 1000 },
      milestones: [{ name: 'A', share_bp: 3000, criteria: ['Done'] }, { name: 'B', share_bp: 7000, criteria: [] }], billing: 'advance' })).id);
    quote = await buyer.quote(offeredChoice());
    assert.equal(quote.offer.id, offer.id);
    viewer = new OfferBuyer(world, world.site, 'looker@buyer.example');
    const added = await run(world.program('ctl'), ['--site', world.site.file, 'user', 'add', '--email', viewer.email, '--role', 'viewer',
      '--verified', '--company', company], { input: `${password}\n` });
    assert.equal(added.code, 0, added.stderr);
    await viewer.signIn();
  });

  step(`${CHANGES} generated changes: each refused by name, no order, no price to a stranger`, async (world, t) => {
    t.diagnostic(`SOUK_SEED=${seed}`);
    const names = Object.keys(kinds);
    const seen = {};
    const before = await world.sql(world.site, 'SELECT COUNT(*) FROM orders');
    const rows = await world.sql(world.site, OFFERS);
    for (let i = 0; i < CHANGES; i++) {
      const kind = i < names.length ? names[i] : pick(names);
      const answer = await kinds[kind]()();
      const where = `change ${i} (${kind}), seed ${seed}: ${answer.status} ${answer.text.slice(0, 300)}`;
      assert.ok(answer.status >= 400 && answer.status < 500, where);
      assert.ok(codes.has(answer.json.code), where);
      const told = answer.text.replace(answer.json.request_id, '');
      if (kind.startsWith('stranger')) assert.doesNotMatch(told, /amount|1200|14400|1250|saved|digest/, where);
      assert.doesNotMatch(told, /1111|133320/, `${where}: another company's price`);
      seen[`${kind} ${answer.json.code}`] = (seen[`${kind} ${answer.json.code}`] ?? 0) + 1;
    }
    t.diagnostic(JSON.stringify(seen));
    assert.deepEqual(await world.sql(world.site, 'SELECT COUNT(*) FROM orders'), before);
    assert.deepEqual(await world.sql(world.site, OFFERS), rows);
  });

  step('unchanged it is ordered, so nothing else kept it', async () => {
    expectStatus(await buyer.redeem(of(), randomUUID()), 201);
    expectStatus(await other.redeem(other.body(theirs)), 201);
    expectStatus(await buyer.redeem(stagedBody(buyer, staged)), 201);
  });
});
