// R1, R5, R11, R14, R15, R16: an image, its server and its network, from the
// product page to what was delivered; by mouse, and the network by keyboard.
import assert from 'node:assert/strict';
import { lookFaults } from '../lib/audit.mjs';
import { arrives, browse, says } from '../lib/browser.mjs';
import { Keyboard, Mouse } from '../lib/hands.mjs';
import { until } from '../lib/proc.mjs';
import { addServers, sellImage } from '../lib/servers.mjs';
import { Buyer, expectStatus } from '../lib/shop.mjs';
import { setup } from '../lib/story.mjs';
import { buy, tickAll } from './order.mjs';

browse('image', setup(), (step) => {
  const mouse = new Mouse(), keyboard = new Keyboard();
  let buyer, seller, profile, page;
  const main = () => page.locator('main');
  const button = (name, where = main()) => where.getByRole('button', { name });
  const dialog = () => page.locator('dialog[open]');
  const summary = () => page.locator('.error-summary');

  const look = async (name) => assert.deepEqual(await lookFaults(page, `image-${name}`), []);

  step('region and size are chosen beside the plan, and priced with it (R11, R15)', async (browser, world) => {
    await addServers(world);
    ({ seller } = await sellImage(world));
    buyer = await Buyer.ready(world);
    profile = await (await browser.profile({ reducedMotion: 'reduce', permissions: ['clipboard-read', 'clipboard-write'] })).as(buyer);
    page = await profile.open('/p/halo-server');
    const total = page.locator('[data-total]').first();
    await says(total, /41\.00/);
    await says(page.locator('[data-total-note]'), /Halo Server Solo[^]*12\.00[^]*Server[^]*29\.00/);
    await page.getByLabel('Size').selectOption('general-4');
    await says(total, /70\.00/);
    await mouse.pick(page.locator('input[name=mode][value=yearly]'));
    await says(total, /700\.00/);
    assert.equal(await page.getByLabel('Region').locator('option').count(), 1, 'Singapore has no yearly price');
    await mouse.pick(page.locator('input[name=mode][value=monthly]'));
    await says(total, /70\.00/);
    await page.getByLabel('Region').selectOption('sin-1');
    await says(total, /46\.00/);
    await page.getByLabel('Region').selectOption('fra-1');
    await page.getByLabel('Size').selectOption('general-2');
    await says(total, /41\.00/);
    assert.equal(await page.locator('input[name=quantity]').count(), 0, 'an order is one server');
    await look('product');
    await mouse.press(button('Continue to Submit'));
    await arrives(page, /\/checkout\/\?.*region=fra-1.*flavour=general-2/);
  });

  step('without a network the order is held up, and says what to do (R14)', async () => {
    await says(main().locator('.sums'), /Halo Server Solo[^]*12\.00[^]*Server: 2 vCPU, 8 GiB, Frankfurt[^]*29\.00[^]*41\.00/);
    await says(main(), /You have no network in Frankfurt yet/);
    await look('no-network');
    await tickAll(page, mouse);
    await mouse.press(button(/^Pay now /));
    await says(summary(), /Create a VPC in Frankfurt first/);
    assert.equal((await profile.context.pages()).length, 1);
  });

  step('it is created in place by keyboard, with addresses that are free, and leads back to the same order', async () => {
    await keyboard.press(button('Create VPC'));
    await dialog().waitFor();
    assert.equal(await dialog().getByLabel('Addresses', { exact: true }).inputValue(), '10.0.0.0/16');
    await look('create-vpc');
    await keyboard.type(dialog().getByLabel('Addresses', { exact: true }), '8.8.0.0/16');
    await profile.allowing(/status of 422/, async () => {
      await keyboard.press(button('Create VPC', dialog()));
      await says(dialog().locator('.error-summary'), /private addresses/);
    });
    await keyboard.type(dialog().getByLabel('Addresses', { exact: true }), '10.0.0.0/16');
    await keyboard.press(button('Create VPC', dialog()));
    await says(page.locator('#server-vpc'), /vpc-1 · 10\.0\.0\.0\/16/);
    assert.equal(await page.evaluate(() => document.activeElement.id), 'server-vpc');
    await says(page.locator('#server-subnet'), /subnet-1 · 10\.0\.0\.0\/24/);
    assert.match(page.url(), /\/checkout\/\?/);
    for (const box of await main().locator('form.with-aside input[type=checkbox]').all()) assert.equal(await box.isChecked(), true, 'what was ticked stays');
    await mouse.press(button('Add a subnet'));
    await mouse.type(dialog().getByLabel('Name'), 'web');
    await mouse.type(dialog().getByLabel('Addresses'), '10.0.1.0/24');
    await mouse.press(button('Add subnet', dialog()));
    await says(page.locator('#server-subnet'), /web · 10\.0\.1\.0\/24/);
    await look('review');
  });

  step('the sign-in is generated, copied, and mended when it is weak (R16)', async () => {
    const password = () => page.locator('#server-password').inputValue();
    const first = await password();
    assert.equal(first.length, 20);
    await mouse.press(button('Generate another'));
    assert.notEqual(await password(), first);
    await mouse.press(button('Copy the password'));
    assert.equal(await page.evaluate(() => navigator.clipboard.readText()), await password());
    await says(main(), /it is not shown again/);
    await mouse.type(page.locator('#server-password'), 'short');
    await mouse.type(page.locator('#server-login'), 'Root User');
    await mouse.press(button(/^Pay now /));
    await says(summary(), /Login name: use a-z[^]*Password: use 12 to 64/);
    await mouse.type(page.locator('#server-login'), 'root');
    await mouse.press(button('Generate another'));
  });

  step('another size is another price, and what is typed stays', async () => {
    const password = await page.locator('#server-password').inputValue();
    await page.locator('#server-flavour').selectOption('general-4');
    await says(main().locator('.sums__total'), /70\.00/);
    await arrives(page, /flavour=general-4/);
    assert.equal(await page.locator('#server-password').inputValue(), password);
    assert.equal(await page.locator('#server-login').inputValue(), 'root');
    await page.locator('#server-flavour').selectOption('general-2');
    await says(main().locator('.sums__total'), /41\.00/);
  });

  step('paid and delivered in four screens of ours; the password is nowhere (R1, R16)', async () => {
    const password = await page.locator('#server-password').inputValue();
    await mouse.press(button(/^Pay now /));
    await arrives(page, /\/pay\/ord_/);
    const id = page.url().match(/ord_[0-9a-z]+/)[0];
    await page.goBack();
    await arrives(page, /\/checkout\//);
    await page.locator('#server-password').waitFor();
    assert.notEqual(await page.locator('#server-password').inputValue(), password, 'who comes back is not shown it again');
    await page.goForward();
    await arrives(page, /\/pay\/ord_/);
    await mouse.press(button(/^Confirm and pay /));
    await arrives(page, /\/pay\/ses_/);
    await mouse.press(page.locator('button[name=card][value=success]'));
    await arrives(page, /\/result\/ord_/);
    await says(page.locator('h1:visible'), /Delivered/);
    await says(main(), /Sign in as root with the password that you set/);
    assert.equal(new Set(profile.ours).size, 4, profile.ours.join(' '));
    await profile.open(`/my/orders/${id}`, page);
    await says(main(), /Server[^]*Region[^]*Frankfurt[^]*2 vCPU, 8 GiB[^]*In vpc-1, subnet web[^]*root[^]*deleted/);
    await says(main(), /Sign in as root with the password that you set/);
    assert.ok(!(await page.content()).includes(password));
    await look('order');
    const order = expectStatus(await buyer.client.get(`/api/checkout/orders/${id}`), 200).json;
    assert.deepEqual(order.lines.map(({ kind, net }) => [kind, net.amount]), [['software', 1200], ['infrastructure', 2900]]);
  });

  step('the next order finds the network there', async () => {
    await profile.open('/p/halo-server', page);
    await says(page.locator('[data-total]').first(), /41\.00/);
    await profile.open('/checkout/?product=halo-server&plan=solo&mode=monthly', page);
    await says(main().locator('.sums'), /Server: 2 vCPU, 8 GiB, Frankfurt/);
    assert.equal(await page.locator('#server-flavour').inputValue(), 'general-2', 'without a choice the first that fits is shown');
    await profile.open('/p/halo-server', page);
    await says(page.locator('[data-total]').first(), /41\.00/);
    await buy(page, mouse);
  });

  step('a seller names the image in each region, in the editor', async (browser) => {
    const own = await (await browser.profile({ reducedMotion: 'reduce' })).as(seller);
    page = await own.open('/seller/listings/');
    const at = (place) => page.locator(`[data-at="${place}"]`);
    await mouse.press(button('New listing'));
    await mouse.type(dialog().getByLabel('Name'), 'Halo Vault');
    await mouse.pick(dialog().locator('#delivery-image'));
    await dialog().getByLabel('Category').selectOption('backup');
    await mouse.press(button('Create', dialog()));
    await arrives(page, /\/seller\/listings\/prd_/);
    const id = page.url().match(/prd_[0-9a-z]+/)[0];
    await mouse.press(button('Add a region'));
    assert.equal(await page.evaluate(() => document.activeElement.dataset.at), '/images/0/image');
    await mouse.type(at('/images/0/image'), 'img-vault-1');
    await mouse.type(at('/images/0/min_vcpus'), '4');
    await mouse.press(button('Add a region'));
    await says(page.locator('#images'), /Frankfurt[^]*Singapore/);
    assert.equal(await at('/images/1/min_vcpus').inputValue(), '4', 'the next begins as the last');
    await mouse.type(at('/images/1/image'), 'img-vault-1s');
    await mouse.type(at('/images/1/min_memory_gib'), '8');
    const { draft } = await until(async () => {
      const edit = await seller.edit(id);
      return edit.draft?.listing.images?.[1]?.min_memory_gib ? edit : null;
    }, 'the images are saved');
    assert.deepEqual(draft.listing.images, [{ region: 'fra-1', image: 'img-vault-1', min_vcpus: 4, min_memory_gib: 0 },
      { region: 'sin-1', image: 'img-vault-1s', min_vcpus: 4, min_memory_gib: 8 }]);
    await look('editor');
    await mouse.type(at('/images/0/min_vcpus'), 'many');
    await says(page.locator('#images'), /Least vCPUs must be a whole number/);
    await mouse.press(button('Remove Singapore'));
    await says(page.locator('#images'), /Singapore[^]*Undo/);
  });
});
