import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import sharp from 'sharp';
import { brands, kinds } from './kinds.ts';
import { artPath } from './picture-key.ts';
import { decodePicture, encodePicture, pictureAngles, pictureBackgrounds, renderPicture } from './pictures.ts';

test('a key survives the round trip for every art that a kind uses', () => {
  assert.ok(brands.length > 0);
  for (const kind of kinds) {
    for (const art of kind.art) {
      assert.notEqual(artPath(art), null, `${kind.id}: no art for ${art}`);
      const key = encodePicture({ art, tint: '#2F6FD0', background: 'mist', angle: 'pair' });
      assert.match(key, /^[0-9a-z_-]+$/u);
      const spec = decodePicture(key);
      assert.ok(spec !== null);
      assert.equal(encodePicture(spec), key);
    }
  }
});

test('unknown and hostile keys give null', () => {
  const hostile = [
    '', '1f45f', '1f45f_0_mist_front_x', '1f45f_0_nowhere_front', '1f45f_0_mist_upside', '1f45f_12345_mist_front', '1f45f_0_constructor_front',
    '../../../etc/passwd', '..%2f_0_mist_front', 'ffffff_0_mist_front', '1f45f_0_mist_front\n', '1f45f_0_mist_front/../x', `${'1f45f-'.repeat(90)}1f45f_0_mist_front`,
  ];
  for (const key of hostile) assert.equal(decodePicture(key), null, key);
  fc.assert(fc.property(fc.string(), (key) => {
    const spec = decodePicture(key);
    assert.ok(spec === null || encodePicture(spec) === key);
  }));
});

test('every background and angle renders at the asked size and format', async () => {
  const backgrounds = Object.keys(pictureBackgrounds);
  for (const [at, angle] of pictureAngles.entries()) {
    const background = backgrounds[at] ?? 'snow';
    const { format, width, height } = await sharp(await renderPicture({ art: '👟', tint: '#2f6fd0', background, angle }, { size_px: 96, format: 'webp' })).metadata();
    assert.deepEqual({ format, width, height }, { format: 'webp', width: 96, height: 96 });
  }
  const avif = await sharp(await renderPicture({ art: '🎧', background: 'snow' }, { size_px: 160, format: 'avif' })).metadata();
  assert.equal(avif.width, 160);
  assert.equal(avif.format, 'heif');
});

test('the tint colours the art and a size outside the list is refused', async () => {
  const center = async (tint: string) => {
    const picture = await renderPicture({ art: '🧥', tint, background: 'snow' }, { size_px: 96, format: 'webp' });
    // Drawn first, because stats() looks at its input as it came.
    const middle = await sharp(picture).extract({ left: 40, top: 45, width: 16, height: 16 }).png().toBuffer();
    const { channels } = await sharp(middle).stats();
    return channels.map((channel) => channel.mean);
  };
  const [red = 0, , blue_of_red = 0] = await center('#c8322f');
  const [red_of_blue = 0, , blue = 0] = await center('#2f6fd0');
  assert.ok(red > blue_of_red + 60 && blue > red_of_blue + 60);
  await assert.rejects(renderPicture({ art: '🧥', background: 'snow' }, { size_px: 97, format: 'webp' }), RangeError);
  await assert.rejects(renderPicture({ art: 'x', background: 'snow' }, { size_px: 96, format: 'webp' }), RangeError);
});
