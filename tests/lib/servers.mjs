// Regions, sizes of servers, and products that are delivered as an image.
import { randomBytes } from 'node:crypto';
import path from 'node:path';
import { until } from './proc.mjs';
import { listing, Operator, Seller } from './seller.mjs';
import { expectStatus } from './shop.mjs';
import { top } from './world.mjs';

/** Two regions; the second has one flavour and no yearly price. */
export async function addServers(world, site = world.site) {
  const ctl = (...args) => world.ctl(site, ...args);
  await ctl('region', 'add', 'fra-1', '--name', 'Frankfurt', '--position', '1');
  await ctl('region', 'add', 'sin-1', '--name', 'Singapore', '--position', '2');
  await ctl('flavour', 'set', 'fra-1', 'general-1', '--vcpus', '1', '--memory', '2', '--position', '1', '--monthly', '900', '--yearly', '9000');
  await ctl('flavour', 'set', 'fra-1', 'general-2', '--vcpus', '2', '--memory', '8', '--position', '2', '--monthly', '2900', '--yearly', '29000');
  await ctl('flavour', 'set', 'fra-1', 'general-4', '--vcpus', '4', '--memory', '16', '--position', '3', '--monthly', '5800', '--yearly', '58000');
  await ctl('flavour', 'set', 'sin-1', 'general-2', '--vcpus', '2', '--memory', '8', '--position', '1', '--monthly', '3400');
}

/** The storefront has it within two seconds. */
const shown = (world, slug) => until(async () => (await world.client.get(`/p/${slug}`)).status === 200, `${slug} is shown`);

export const demoImages = path.join(top, 'sql/demo/images.json');

/** The demo's images, on servers of ours; its catalogue must be there. */
export async function addDemoImages(world) {
  await addServers(world);
  await world.ctl(world.site, 'region', 'add', 'par-1', '--name', 'Paris', '--position', '3');
  await world.ctl(world.site, 'import', demoImages);
  await shown(world, 'deepwell-server');
}

/** The demo's service; its catalogue must be there. */
export async function addDemoServices(world) {
  await world.ctl(world.site, 'import', path.join(top, 'sql/demo/services.json'));
  await shown(world, 'gallery-moving-day');
}

/** A listing of an image that wants 2 vCPU and 4 GiB. */
export const imageListing = (more = {}) => listing({
  texts: [{ ...listing().texts[0], name: 'Halo Server' }],
  images: [{ region: 'fra-1', image: 'img-halo-7', min_vcpus: 2, min_memory_gib: 4 },
    { region: 'sin-1', image: 'img-halo-7s', min_vcpus: 2, min_memory_gib: 4 }],
  plans: [{ ...listing().plans[0], capacities: [], prices: [
    { mode: 'monthly', currency: 'USD', amount: 1200 }, { mode: 'yearly', currency: 'USD', amount: 12000 }] }],
  ...more,
});

/** Sold by a seller of its own under this slug; both of them. */
export async function sellImage(world, slug = 'halo-server') {
  const operator = await Operator.ready(world);
  const seller = await Seller.applied(world, 'halo');
  await operator.admit(seller);
  const id = await seller.begin(slug, { delivery: 'image', name: 'Halo Server' });
  await seller.revise(operator, id, imageListing());
  await shown(world, slug);
  return { operator, seller, id };
}

/** A VPC with a subnet, as the shop suggests it. */
export async function makeVpc(buyer, region = 'fra-1', more = {}) {
  const { suggestion } = expectStatus(await buyer.client.get(`/api/checkout/vpcs?region=${region}`), 200).json;
  return expectStatus(await buyer.client.post('/api/checkout/vpcs', { region, ...suggestion, ...more }), 201).json;
}

/** What an order says of its server; the password is another one each time. */
export const serverOf = (vpc, more = {}) => ({ vpc: vpc.id, subnet: vpc.subnets[0].id, login_name: 'keeper',
  password: `Pw9-PLANTED-${randomBytes(6).toString('hex')}`, ...more });
