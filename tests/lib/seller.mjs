// What a seller and an operator do, step by step, against the real interfaces.
import assert from 'node:assert/strict';
import { Buyer, expectStatus, password } from './shop.mjs';
import { run } from './proc.mjs';

const price = (mode, amount, more = {}) => ({ mode, currency: 'USD', amount, ...more });

/** A listing without faults; more replaces its members. */
export function listing(more = {}) {
  return {
    category: 'photos', licence: 'MIT', website: 'https://halo.example/', version: '1.0',
    platforms: ['Docker', 'Kubernetes'], regions: ['DE', 'EU'], logo: null, screenshots: [], refund_days: 14,
    support_email: 'help@halo.example', support_url: 'https://halo.example/help',
    texts: [{ locale: 'en', name: 'Halo Frames', summary: 'Frames that hang themselves', description: 'Albums on *every* wall.', keywords: ['frames', 'wall'] }],
    agreements: [{ title: 'Halo terms', locale: 'en', text: 'Use **Halo** as agreed.' }],
    releases: [{ version: '1.0', date: '2026-11-01', notes: 'The first one.' }],
    plans: [{
      code: 'solo', texts: [{ locale: 'en', name: 'Solo', summary: 'For one wall' }],
      options: [{ name: 'Edition', value: 'Solo' }],
      capacities: [{ code: 'walls', unit: 'wall', min: 1, max: 9, step: 1, included: 1 }],
      prices: [price('monthly', 1200), price('monthly', 1000, { from_quantity: 10 }), price('monthly', 300, { capacity: 'walls' })],
    }],
    ...more,
  };
}

export class Seller extends Buyer {
  api(method, path, body, headers = {}) {
    return this.client.api(method, `/api/storefront/${path}`, body, { headers });
  }

  /** An owner who has applied under this slug. */
  static async applied(world, slug, more = {}) {
    const seller = new Seller(world, world.site, `${slug}@seller.example`);
    await seller.signUp();
    await seller.verify();
    await seller.signIn();
    seller.slug = slug;
    const answer = await seller.apply(more);
    seller.profile = expectStatus(answer, 201, 'application').json;
    return seller;
  }

  async terms() { return expectStatus(await this.api('GET', 'seller-terms'), 200, 'terms').json.hash; }

  async apply(more = {}) {
    return this.api('POST', 'seller-applications', {
      name: `Studio ${this.slug}`, slug: this.slug, legal_name: `${this.slug} GmbH`, tax_number: 'DE999999999',
      website: 'https://halo.example/', about: 'We *frame*.', contact_email: `contact@${this.slug}.example`,
      support_email: `help@${this.slug}.example`, payout: 'DE89 3704 0044 0532 0130 00',
      documents: [await this.terms()], ...more });
  }

  /** What buyers wait for, the longest first. */
  async buyersWait() { return expectStatus(await this.client.get('/api/billing/waiting-buyers'), 200, 'waiting').json.items; }

  /** Begins a product; its id. */
  async begin(slug, more = {}) {
    const answer = await this.api('POST', 'listings', { slug, delivery: 'saas', category: 'photos', locale: 'en', name: 'Halo Frames', ...more });
    return expectStatus(answer, 201, 'listing').json.product.id;
  }

  async edit(id) { return expectStatus(await this.api('GET', `listings/${id}`), 200, 'edit').json; }

  /** PUT under the version that is there now, or a given one. */
  async put(id, body, version) {
    const at = version ?? (await this.edit(id)).draft?.row_version ?? 0;
    return this.api('PUT', `listings/${id}`, body, { 'If-Match': `"${at}"` });
  }

  async submit(id) { return this.api('POST', `listings/${id}/submissions`, {}); }

  /** From nothing to LIVE, by this operator. */
  async publish(operator, slug, body = listing()) {
    const id = await this.begin(slug);
    await this.revise(operator, id, body);
    return id;
  }

  /** The next revision of a product. */
  async revise(operator, id, body) {
    expectStatus(await this.put(id, body), 200, 'put');
    expectStatus(await this.submit(id), 200, 'submit');
    return operator.approve(id);
  }
}

export class Operator extends Seller {
  static async ready(world, role = 'admin') {
    const person = new Operator(world, world.site, `${role}@staff.example`);
    const added = await run(world.program('ctl'), ['--site', world.site.file, 'user', 'add',
      '--email', person.email, '--role', role, '--verified'], { input: `${password}\n` });
    assert.equal(added.code, 0, added.stdout + added.stderr);
    await person.signIn();
    return person;
  }

  async review(id) { return expectStatus(await this.api('GET', `reviews/${id}`), 200, 'review').json; }

  async approve(id) {
    const { draft } = await this.review(id);
    return expectStatus(await this.api('POST', `reviews/${id}/approvals`, { row_version: draft.row_version }), 200, 'approval').json;
  }

  async admit(seller) {
    return expectStatus(await this.api('POST', `seller-applications/${seller.profile.id}/approvals`, {}), 200, 'admit').json;
  }
}
