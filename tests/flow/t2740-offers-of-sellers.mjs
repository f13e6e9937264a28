// R21, R23, X3: offers as their sellers write them: drafts kept complete or
// not, whom a look-up finds and what it never tells, hostile texts, two
// editors at once, what is sent, revised, extended, taken back and begun again.
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import fs from 'node:fs';
import { until } from '../lib/proc.mjs';
import { setup, story } from '../lib/story.mjs';
import { Buyer, expectProblem, expectStatus, password } from '../lib/shop.mjs';
import { listing, Operator, Seller } from '../lib/seller.mjs';
import { OfferDesk, day, offerTerms } from '../lib/offer.mjs';

const absent = 'off_01h455vb4pex5vsknk084sn02q';

story('offers of sellers', { ...setup(), params: () => ({ CURRENCIES: 'USD,EUR' }) }, (step) => {
  let seller, other, operator, buyer, desk, theirs, id;

  const pointers = (answer, status = 422) => expectProblem(answer, status, 'invalid').errors.map((e) => e.pointer);
  const faults = (draft) => draft.faults.map((f) => `${f.pointer} ${f.code}`);
  /** Keeps a draft; its faults. */
  const told = async (terms, of = id) => faults(await desk.save(of, terms));
  const has = (list, ...wanted) => wanted.forEach((w) => assert.ok(list.includes(w), `${w} not in ${list.join('; ')}`));

  step('two sellers with a product each, and a buyer', async (world) => {
    operator = await Operator.ready(world);
    seller = await Seller.applied(world, 'halo');
    other = await Seller.applied(world, 'nimbus');
    await operator.admit(seller);
    await operator.admit(other);
    await seller.publish(operator, 'halo-frames');
    await other.publish(operator, 'nimbus-walls', listing({ texts: [{ ...listing().texts[0], name: 'Nimbus' }] }));
    buyer = await Buyer.ready(world);
    buyer.company = (await buyer.signIn()).company;
    desk = new OfferDesk(seller);
    theirs = new OfferDesk(other);
  });

  step('an empty draft is kept, and told all that it lacks', async () => {
    id = (await desk.begin()).id;
    has(await told({}), '/target/value required', '/product required', '/billing_mode required', '/currency required',
      '/price/kind required', '/accept_by required');
    const { draft, versions, link, can } = await desk.offer(id);
    assert.deepEqual([draft.preview, draft.forecast, versions, link], [null, null, [], null]);
    assert.deepEqual(can, ['send', 'delete', 'clone']);
  });

  step('what is no offer is refused whole, with its place', async () => {
    const { row_version: before } = (await desk.offer(id)).draft;
    const put = (terms) => desk.put(id, terms, before);
    assert.deepEqual(pointers(await put({ colour: 'red' })), ['/colour']);
    assert.deepEqual(pointers(await put({ price: { kind: 'amount', amount: 1.5 } })), ['/price/amount']);
    assert.deepEqual(pointers(await put({ price: { kind: 'amount', amount: -1 } })), ['/price/amount']);
    assert.deepEqual(pointers(await put({ title: 'x'.repeat(201) })), ['/title']);
    assert.deepEqual(pointers(await put({ title: 'two\nlines' })), ['/title']);
    assert.deepEqual(pointers(await put({ milestones: Array(71).fill({ name: 'a', share_bp: 1 }) })), ['/milestones']);
    assert.deepEqual(pointers(await put({ documents: Array(6).fill({ title: 'a', text: 'b' }) })), ['/documents']);
    expectProblem(await put({ note: 'a\u0000b' }), 400, 'syntax');
    expectProblem(await put('{"title": "a", "title": "b"}'), 400, 'syntax');
    assert.equal((await desk.offer(id)).draft.row_version, before, 'nothing of it was kept');
    expectProblem(await desk.api('PUT', `offers/${id}/draft`, {}), 428, 'if_match_missing');
  });

  step('a customer is found by exact match alone, and no more is told than this', async () => {
    const found = await desk.find('email', ` ${buyer.email.toUpperCase()} `);
    assert.deepEqual(Object.keys(found), ['found', 'company', 'contact', 'active', 'currency', 'postpaid', 'mobile']);
    assert.equal(found.found, true);
    assert.deepEqual(found.company, { id: buyer.company.id, name: buyer.company.name });
    assert.equal(found.contact.role, 'owner');
    assert.match(found.contact.masked, /^.{1,2}\*\*\*@/);
    assert.deepEqual([found.active, found.postpaid, found.mobile], [true, false, 'none']);
    const none = { found: false, company: null, contact: null, active: false, currency: null, postpaid: false, mobile: 'none' };
    for (const [kind, value] of [['email', `x${buyer.email}`], ['email', 'new@nowhere.example'], ['mobile', '+49 151 23456789'],
      ['company', 'com_01h455vb4pex5vsknk084sn02q'], ['company', buyer.company.name], ['company', '%']]) {
      assert.deepEqual(await desk.find(kind, value), none, `${kind} ${value}`);
    }
    assert.equal((await desk.find('company', buyer.company.id)).found, true);
    assert.deepEqual(pointers(await desk.lookup('email', 'nobody')), ['/value']);
    assert.deepEqual(pointers(await desk.lookup('name', 'Bo')), ['/kind']);
    assert.deepEqual(pointers(await desk.lookup('mobile', "' OR 1=1")), ['/value']);
  });

  step('the draft tells nothing of somebody who was never looked up', async () => {
    const unknown = offerTerms({ target: { kind: 'email', value: other.email } });
    has(await told(unknown), '/target/value lookup');
    has(await told({ ...unknown, target: { kind: 'email', value: 'nobody@nowhere.example' } }), '/target/value lookup');
  });

  step('twenty look-ups a day and user; what is known already is free', async (world) => {
    let answer;
    for (let i = 0; i < 20; i++) {
      answer = await theirs.lookup('email', `guess${i}@nowhere.example`);
      assert.equal(answer.status, 200, `the look-up ${i + 1}`);
    }
    answer = await theirs.lookup('email', 'guess21@nowhere.example');
    expectProblem(answer, 429, 'throttled');
    assert.ok(Number(answer.headers['retry-after']) > 3600);
    assert.equal((await theirs.lookup('email', 'guess3@nowhere.example')).status, 200);
    const [[noted]] = await world.sql(world.site, "SELECT COUNT(*) FROM events WHERE kind = 'customer_looked_up' AND reason LIKE 'email %'");
    assert.ok(Number(noted) >= 20);
    const rows = await world.sql(world.site, "SELECT reason FROM events WHERE kind = 'customer_looked_up'");
    assert.ok(rows.flat().every((reason) => !reason.includes('@')), 'the log names nobody');
  });

  step('prices come from the server: list, offered, saved and what is earned', async () => {
    const terms = offerTerms({ target: { kind: 'email', value: buyer.email } });
    const draft = await desk.save(id, terms);
    assert.deepEqual(faults(draft), []);
    const { preview, forecast } = draft;
    // 10 at the tier's 10.00 plus two walls at 3.00, over 12 months.
    assert.deepEqual(preview.list_unit, { amount: 1600, currency: 'USD' });
    assert.deepEqual(preview.unit, { amount: 1200, currency: 'USD' });
    assert.deepEqual([preview.net.amount, preview.list_net.amount, preview.saved.amount, preview.saved_bp], [144000, 192000, 48000, 2500]);
    assert.deepEqual([forecast.gross.amount, forecast.commission.amount, forecast.payout.amount], [144000, 14400, 129600]);
    const percent = await desk.save(id, { ...terms, price: { kind: 'percent', percent_bp: 3333 } });
    assert.equal(percent.preview.unit.amount, 1067, '16.00 less 33.33 %, rounded once');
    assert.equal(percent.preview.net.amount, 1067 * 120);
  });

  step('what cannot be sold so is told, place by place', async () => {
    const base = offerTerms({ target: { kind: 'email', value: buyer.email } });
    const change = (more) => told({ ...base, ...more });
    has(await change({ product: 'nimbus-walls' }), '/product choice');
    has(await change({ plan: 'none' }), '/product choice');
    has(await change({ billing_mode: 'yearly' }), '/billing_mode choice');
    has(await change({ billing_mode: 'weekly' }), '/billing_mode choice');
    has(await change({ quantity: 0 }), '/quantity range');
    has(await change({ periods: 0 }), '/periods range');
    has(await change({ capacities: [{ code: 'walls', amount: 10 }] }), '/capacities/0/amount range');
    has(await change({ capacities: [{ code: 'doors', amount: 1 }] }), '/capacities/0/amount range');
    has(await change({ region: 'fra-1' }), '/region unknown');
    has(await change({ currency: 'EUR' }), '/currency choice');
    has(await change({ price: { kind: 'amount', amount: 1601 } }), '/price/amount range');
    has(await change({ price: { kind: 'amount', amount: 0 } }), '/price/amount required');
    has(await change({ price: { kind: 'percent', percent_bp: 10000 } }), '/price/percent_bp range');
    has(await change({ accept_by: '2026-02-30' }), '/accept_by format');
    has(await change({ accept_by: '2020-01-01' }), '/accept_by range');
    has(await change({ accept_by: '2099-01-01' }), '/accept_by range');
    has(await change({ starts_on: base.accept_by, accept_by: new Date().toISOString().slice(0, 10) }), '/accept_by range');
    has(await change({ title: 'a\u202eb' }), '/title format');
    has(await change({ documents: [{ title: '', text: '' }] }), '/documents/0/title required', '/documents/0/text required');
    has(await change({ target: { kind: 'email', value: 'nobody' } }), '/target/value format');
    await desk.find('email', seller.email);
    has(await change({ target: { kind: 'email', value: seller.email } }), '/target/value own');
  });

  step('milestones sum to a whole, go with a one-time price, and are for the postpaid', async () => {
    const one = (name, share_bp, criteria = []) => ({ name, share_bp, criteria });
    const stages = (milestones, more = {}) => told(offerTerms({ target: { kind: 'email', value: buyer.email }, milestones, billing: 'advance', ...more }));
    has(await stages([one('All', 10000)]), '/milestones range', '/milestones mode', '/milestones postpaid');
    has(await stages([one('A', 3333), one('B', 3333)]), '/milestones sum');
    has(await stages([one('', 5000), one('B', 5000)]), '/milestones/0/name required');
    has(await stages([one('A', 0), one('B', 10000)]), '/milestones/0/share_bp range');
    has(await stages([one('A', 5000, ['\u202ex']), one('B', 5000)], { billing: null }), '/milestones/0/criteria format', '/billing required');
    const draft = await desk.save(id, offerTerms({ milestones: [one('A', 3333), one('B', 3333), one('C', 3334)], billing: 'advance',
      target: { kind: 'email', value: 'new@nowhere.example' } }));
    has(faults(draft), '/milestones account');
    assert.deepEqual(draft.preview.milestones.map(({ amount }) => amount.amount), [47995, 47995, 48010], 'the remainder is on the last');
  });

  step('two at once: the second reads what is there before it writes', async () => {
    const { row_version: now } = (await desk.offer(id)).draft;
    expectStatus(await desk.put(id, offerTerms(), now), 200);
    const late = expectProblem(await desk.put(id, { title: 'lost' }, now), 412, 'stale');
    assert.deepEqual(late.row_version, { yours: now, now: now + 1 });
    expectProblem(await desk.put(id, {}, 0), 412, 'stale');
  });

  step('another seller finds none of it', async () => {
    for (const [method, path, body] of [['GET', ''], ['DELETE', ''], ['PUT', '/draft', {}], ['DELETE', '/draft'], ['GET', '/eligibility']]) {
      for (const which of [id, absent, 'off_x']) {
        const answer = await theirs.api(method, `offers/${which}${path}`, body, { 'If-Match': '"1"' });
        expectProblem(answer, 404, 'not_found');
      }
    }
    assert.deepEqual((await theirs.list()).items, []);
    assert.deepEqual(pointers(await theirs.api('POST', 'offers', { clone: id }, { 'Idempotency-Key': randomUUID() })), ['/clone']);
    assert.deepEqual(pointers(await theirs.api('POST', 'offer-templates', { name: 'Theirs', offer: id })), ['/offer']);
  });

  step('templates keep terms without buyer and dates; a clone keeps the buyer', async () => {
    await desk.save(id, offerTerms({ title: 'Ten frames', target: { kind: 'email', value: buyer.email } }));
    const kept = expectStatus(await desk.api('POST', 'offer-templates', { name: 'Ten frames', offer: id }), 201).json;
    expectProblem(await desk.api('POST', 'offer-templates', { name: 'Ten frames', offer: id }), 409, 'exists');
    assert.deepEqual((await desk.get('offer-templates')).items, [kept]);
    assert.deepEqual((await theirs.get('offer-templates')).items, []);
    const made = (await desk.begin({ template: kept.id })).draft.terms;
    assert.deepEqual([made.quantity, made.price.amount, made.target.value, made.accept_by], [10, 1200, null, null]);
    const again = (await desk.begin({ clone: id })).draft.terms;
    assert.deepEqual([again.target.value, again.title, again.accept_by], [buyer.email, 'Ten frames', null]);
    const strange = { clone: id, request: 'ofr_01h455vb4pex5vsknk084sn02q' };
    assert.deepEqual(pointers(await desk.api('POST', 'offers', strange, { 'Idempotency-Key': randomUUID() })), ['/request']);
    expectProblem(await theirs.api('DELETE', `offer-templates/${kept.id}`), 404, 'not_found');
    expectStatus(await desk.api('DELETE', `offer-templates/${kept.id}`), 204);
    expectProblem(await desk.api('DELETE', `offer-templates/${kept.id}`), 404, 'not_found');
  });

  step('the list: newest first, by state, by words', async () => {
    const all = (await desk.list()).items;
    assert.equal(all.length, 3);
    assert.equal(all[2].id, id);
    assert.equal(all[2].title, 'Ten frames');
    assert.ok(all.every((item) => item.draft && item.standing === 'draft' && item.net === null));
    assert.equal((await desk.list('?q=FRAMES')).items.length, 3);
    assert.equal((await desk.list('?q=%25')).items.length, 0);
    assert.equal((await desk.list('?state=active')).items.length, 0);
    const page = await desk.list('?limit=2&state=draft');
    assert.equal(page.items.length, 2);
    assert.deepEqual((await desk.list(`?limit=2&state=draft&after=${page.next}`)).items.map((item) => item.id), [id]);
    expectProblem(await desk.api('GET', 'offers?state=lost'), 422, 'invalid');
    for (const item of all.slice(0, 2)) expectStatus(await desk.api('DELETE', `offers/${item.id}`), 204);
    assert.equal((await desk.list()).items.length, 1);
  });

  step('sent: a link that only its seller reads again, its QR code, a mail, and a list that says so', async () => {
    const draft = await desk.save(id, offerTerms({ title: 'Ten frames', target: { kind: 'email', value: buyer.email },
      note: 'Grüße 你好 "quoted"\nBcc: all@evil.example', documents: [{ title: '<b>Terms</b>', text: '# Terms\n\n<script>1</script>' }] }));
    const { checks } = await desk.get(`offers/${id}/eligibility`);
    assert.deepEqual(checks.map((c) => `${c.check} ${c.ok}`), ['target true', 'active true', 'postpaid true', 'currency true',
      'product true', 'plan true', 'price true', 'dates true', 'milestones true']);
    expectProblem(await desk.send(id, draft.row_version - 1), 412, 'stale');
    const key = randomUUID();
    const sent = expectStatus(await desk.send(id, draft.row_version, key), 200, 'send').json;
    assert.deepEqual([sent.state, sent.standing, sent.version, sent.draft], ['SENT', 'active', 1, null]);
    const { link, qr } = await desk.offer(id);
    assert.match(link, /\/o\/#[a-z2-7]{32}$/);
    assert.match(qr, /^<\?xml|^<svg/);
    assert.deepEqual([sent.link, sent.qr], [null, null], 'not in an answer that is kept for its key');
    assert.equal(sent.buyer.name, buyer.company.name);
    assert.equal(sent.preview.net.amount, 144000);
    assert.ok(sent.message_list.some((m) => m.channel === 'mail' && !m.recipient.startsWith(buyer.email)), JSON.stringify(sent.message_list));
    assert.equal((await desk.send(id, draft.row_version, key)).json.id, id, 'the same press again is the same answer');
    const [item] = (await desk.list('?state=active')).items;
    assert.deepEqual([item.id, item.net.amount, item.draft, item.opened], [id, 144000, false, 0]);
    assert.equal((await desk.list(`?q=${encodeURIComponent(buyer.company.name)}`)).items.length, 1);
    assert.deepEqual(sent.can, ['revise', 'withdraw', 'resend', 'extend', 'clone']);
  });

  step('a revision keeps the link and the customer, and says what changed', async () => {
    const before = await desk.offer(id);
    const terms = { ...before.terms, price: { kind: 'amount', amount: 1100, percent_bp: 0 }, quantity: 12 };
    expectProblem(await desk.put(id, { ...terms, target: { kind: 'email', value: other.email } }, 0), 422, 'invalid');
    const draft = await desk.save(id, terms);
    assert.equal((await desk.offer(id)).preview.net.amount, 144000, 'what was sent is in force until then');
    const now = expectStatus(await desk.send(id, draft.row_version), 200, 'revise').json;
    assert.deepEqual([now.version, (await desk.offer(id)).link, now.versions.length], [2, before.link, 2]);
    const changes = now.versions[0].changes.map(({ path, before: was, after }) => [path.join('/'), was, after]);
    assert.deepEqual(changes.sort(), [['price/amount', 1200, 1100], ['quantity', 10, 12]]);
    const again = await desk.save(id, { ...terms, note: 'never mind' });
    expectStatus(await desk.api('DELETE', `offers/${id}/draft`, undefined, { 'If-Match': `"${again.row_version}"` }), 204);
    assert.equal((await desk.offer(id)).draft, null);
  });

  step('extended, sent again three times a day, withdrawn with a reason; then it keeps its terms', async () => {
    const post = (what, body) => desk.api('POST', `offers/${id}/${what}`, body);
    // The worker notes that it has begun, and the row's version grows once.
    const begun = () => until(async () => {
      const offer = await desk.offer(id);
      return offer.state === 'EFFECTIVE' && offer;
    }, 'its beginning is noted');
    const now = await begun();
    expectProblem(await post('extensions', { row_version: now.row_version, accept_by: day(1) }), 422, 'invalid');
    expectProblem(await post('extensions', { row_version: now.row_version, accept_by: day(400) }), 422, 'invalid');
    const later = expectStatus(await post('extensions', { row_version: now.row_version, accept_by: day(30) }), 200).json;
    assert.ok(later.ends_at > now.ends_at);
    assert.deepEqual(pointers(await post('resendings', { channel: 'fax' })), ['/channel']);
    expectProblem(await post('resendings', { channel: 'sms' }), 409, 'state');
    for (let i = 0; i < 3; i++) expectStatus(await post('resendings', { channel: 'mail' }), 200);
    expectProblem(await post('resendings', { channel: 'mail' }), 429, 'throttled');
    expectProblem(await desk.api('DELETE', `offers/${id}`), 409, 'state');
    const ready = await begun();
    expectProblem(await post('withdrawals', { row_version: ready.row_version - 1, reason: 'Too late.' }), 412, 'stale');
    const gone = expectStatus(await post('withdrawals', { row_version: ready.row_version, reason: 'Sold out.' }), 200).json;
    assert.deepEqual([gone.standing, gone.close_reason, gone.can], ['withdrawn', 'Sold out.', ['clone']]);
    expectProblem(await desk.put(id, {}, 0), 409, 'state');
    assert.ok(gone.events.some((e) => e.kind === 'withdrawn'));
    for (const [what, body] of [['withdrawals', { row_version: 1, reason: 'x' }], ['extensions', { row_version: 1, accept_by: day(3) }],
      ['resendings', { channel: 'mail' }]]) expectProblem(await theirs.api('POST', `offers/${id}/${what}`, body), 404, 'not_found');
    expectProblem(await theirs.send(id, 1), 404, 'not_found');
  });

  step('milestones are written, looked at and sent; faults are told first', async (world) => {
    await world.sql(world.site, 'UPDATE companies SET postpaid = 1');
    await world.sql(world.site, "INSERT INTO prices (plan_id, billing_mode, currency, amount_minor) SELECT p.plan_id, 'one_time', 'USD', 90000 FROM plans p JOIN products d ON d.product_id = p.product_id WHERE d.slug = 'halo-frames' AND p.state = 'LIVE'");
    const made = await desk.begin();
    const incomplete = await desk.save(made.id, {});
    expectProblem(await desk.send(made.id, incomplete.row_version), 422, 'invalid');
    const staged = { milestones: [{ name: 'A', share_bp: 2500, criteria: ['Done'] }, { name: 'B', share_bp: 7500, criteria: [] }], billing: 'advance', deemed_days: 5 };
    const draft = await desk.save(made.id, offerTerms({ target: { kind: 'email', value: buyer.email }, billing_mode: 'one_time', periods: 1, capacities: [],
      price: { kind: 'percent', percent_bp: 1000 }, ...staged }));
    assert.deepEqual(faults(draft), []);
    expectStatus(await desk.send(made.id, draft.row_version), 200);
    assert.deepEqual(draft.forecast.milestones.map((m) => m.payout.amount), [182250, 546750]);
  });

  step('a customer hears of a seller fifty times a day, whichever offers it is about', async (world) => {
    const { id: again } = await desk.sent(buyer.email);
    await world.sql(world.site, 'UPDATE throttles SET tries = 49');
    const extend = async (days) => desk.api('POST', `offers/${again}/extensions`, { row_version: (await desk.offer(again)).row_version, accept_by: day(days) });
    expectStatus(await extend(15), 200);
    const refused = await extend(16);
    expectProblem(refused, 429, 'throttled');
    assert.ok(Number(refused.headers['retry-after']) > 3600);
    const draft = await desk.save(again, offerTerms({ target: { kind: 'email', value: buyer.email } }));
    expectProblem(await desk.send(again, draft.row_version), 429, 'throttled');
    assert.equal((await desk.offer(again)).version, 1);
    await world.sql(world.site, 'DELETE FROM throttles');
    expectStatus(await desk.send(again, draft.row_version), 200);
  });

  step('one that cannot be moved on holds up no other, and is told once', async (world) => {
    const ids = [];
    for (const title of ['At fault', 'In order']) ids.push((await desk.sent(buyer.email, { title })).id);
    await world.sql(world.site, `UPDATE offers SET starts_at = '2026-01-01', ends_at = IF(title = 'At fault', '2026-01-02', '2026-01-03'),
      row_version = IF(title = 'At fault', 9223372036854775807, row_version) WHERE title IN ('At fault', 'In order')`);
    await until(async () => (await desk.offer(ids[1])).state === 'EXPIRED', 'the other is over');
    const words = () => fs.readFileSync(world.path('worker.log'), 'utf8').split('\n').filter((line) => line.includes(ids[0]));
    assert.equal(words().length, 1, words().join('\n'));
    assert.match(words()[0], /offer put off.*error=/);
    const [[off, state]] = await world.sql(world.site, "SELECT put_off_until > UTC_TIMESTAMP(), state FROM offers WHERE title = 'At fault'");
    assert.deepEqual([off, state === 'EXPIRED'], ['1', false]);
    await world.sql(world.site, "UPDATE offers SET row_version = 1, put_off_until = NULL WHERE title = 'At fault'");
    await until(async () => (await desk.offer(ids[0])).state === 'EXPIRED', 'mended, it goes on');
  });

  step('a person who is erased is in no offer and no draft', async (world) => {
    const gone = await Buyer.ready(world);
    const sent = await desk.sent(gone.email), { id: kept } = await desk.begin({ clone: sent.id });
    assert.equal((await desk.offer(kept)).draft.terms.target.value, gone.email);
    expectStatus(await gone.client.post('/api/storefront/account/erasures', { password }), 204);
    for (const { terms } of [await desk.offer(sent.id), (await desk.offer(kept)).draft]) {
      assert.match(terms.target.value, /@erased\.invalid$/);
      assert.equal(terms.note, 'As we said on the phone.');
    }
    const [found] = await world.sql(world.site, `SELECT (SELECT COUNT(*) FROM offers WHERE contact_email = '${gone.email}'),
      (SELECT COUNT(*) FROM offer_versions WHERE body LIKE '%${gone.email}%'), (SELECT COUNT(*) FROM offer_drafts WHERE body LIKE '%${gone.email}%'),
      (SELECT COUNT(*) FROM notifications WHERE party = '${gone.email}')`);
    assert.deepEqual(found, ['0', '0', '0', '0']);
  });

  step('who is not approved, or not any more, finds and tells no customers', async (world) => {
    const applicant = new OfferDesk(await Seller.applied(world, 'applicant'));
    expectProblem(await applicant.lookup('email', buyer.email), 403, 'forbidden');
    const { id: out, row_version: now } = await desk.sent(buyer.email);
    expectStatus(await operator.api('POST', `seller-applications/${seller.profile.id}/suspensions`, { reason: 'Looked into.' }), 200);
    expectProblem(await desk.lookup('email', buyer.email), 403, 'forbidden');
    expectProblem(await desk.api('POST', `offers/${out}/extensions`, { row_version: now, accept_by: day(20) }), 403, 'forbidden');
    expectProblem(await desk.api('POST', `offers/${out}/resendings`, { channel: 'mail' }), 403, 'forbidden');
    expectStatus(await desk.api('POST', `offers/${out}/withdrawals`, { row_version: now, reason: 'We are looked into.' }), 200);
  });
});
