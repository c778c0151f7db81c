import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { inspect } from 'node:util';
import { defineSettings, describeSettings, loadSettings, setting, SettingsError, type Secret } from './config.ts';

const definition = defineSettings({
  PORT: setting.integer({ default: 3000, min: 0, max: 65_535, doc: 'Port of the front door' }),
  DATABASE_URL: setting.url({ is_optional: true, protocols: ['postgres', 'postgresql'], doc: 'A PostgreSQL to use instead of the embedded one' }),
  SESSION_SECRET: setting.secret({ min_length: 8, doc: 'Signs sessions' }),
  BROKER: setting.choice(['postgres', 'nats', 'kafka'], { default: 'postgres', doc: 'What carries events' }),
  ORINOCO_ROLES: setting.list({ default: ['web', 'worker'], choices: ['web', 'worker', 'relay'], doc: 'What this process runs' }),
  IS_DEMO: setting.boolean({ default: false, doc: 'Fill an empty shop | once' }),
  TIMEOUT: setting.duration_ms({ default: 5000, min: 1, max: 60_000, doc: 'Deadline of a request' }),
  FOLDER: setting.path({ default: '.data', doc: 'Where files are kept' }),
  SHOP_NAME: setting.string({ default: 'Orinoco', max_length: 20, doc: 'Name of the shop' }),
});

type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;
const isSame = <A, B>(value: Same<A, B>) => value;

function problemsOf(env: Record<string, string>): SettingsError {
  try {
    loadSettings(definition, env);
  } catch (error) {
    assert.ok(error instanceof SettingsError);
    return error;
  }
  return assert.fail('nothing was refused');
}

describe('loadSettings', () => {
  it('fills defaults, reads every kind, freezes, and knows the exact types', () => {
    const settings = loadSettings(definition, { SESSION_SECRET: 'hush-hush', TIMEOUT: '2s', BROKER: 'nats', IS_DEMO: 'Yes', ORINOCO_ROLES: 'web, relay', SHOP_NAME: '' }, { base_folder: '/srv' });
    assert.deepEqual({ ...settings, SESSION_SECRET: settings.SESSION_SECRET.reveal() }, {
      PORT: 3000, DATABASE_URL: undefined, SESSION_SECRET: 'hush-hush', BROKER: 'nats', ORINOCO_ROLES: ['web', 'relay'],
      IS_DEMO: true, TIMEOUT: 2000, FOLDER: '/srv/.data', SHOP_NAME: 'Orinoco',
    });
    assert.ok(Object.isFrozen(settings));
    isSame<typeof settings.PORT, number>(true);
    isSame<typeof settings.DATABASE_URL, string | undefined>(true);
    isSame<typeof settings.SESSION_SECRET, Secret>(true);
    isSame<typeof settings.BROKER, 'postgres' | 'nats' | 'kafka'>(true);
    isSame<typeof settings.ORINOCO_ROLES, readonly string[]>(true);
    isSame<typeof settings.IS_DEMO, boolean>(true);
    isSame<typeof settings.FOLDER, string>(true);
  });

  it('names everything that is wrong at once, and what was expected', () => {
    const error = problemsOf({ PORT: '70000', DATABASE_URL: 'mysql://shop:hunter2@db/orinoco', SESSION_SECRET: 'short', BROKER: 'rabbit', ORINOCO_ROLE: 'web', ORINOCO_XYZZY: '1', TIMEOUT: 'soon', IS_DEMO: 'maybe' });
    assert.equal(error.message, [
      '8 settings are wrong:',
      '  PORT            "70000" is not a whole number from 0 to 65535',
      '  DATABASE_URL    "mysql://shop:***@db/orinoco" is not a URL that begins with postgres:// or postgresql://',
      '  SESSION_SECRET  the value given (not shown) is not a secret of at least 8 characters',
      '  BROKER          "rabbit" is not one of postgres, nats, kafka',
      '  IS_DEMO         "maybe" is not true or false',
      '  TIMEOUT         "soon" is not a duration from 1ms to 1m, such as 250ms, 5s or 2m',
      '  ORINOCO_ROLE    is no setting; did you mean ORINOCO_ROLES?',
      '  ORINOCO_XYZZY   is no setting',
    ].join('\n'));
    assert.deepEqual(error.problems.map((problem) => problem.code), ['invalid', 'invalid', 'invalid', 'invalid', 'invalid', 'invalid', 'unknown', 'unknown']);
  });

  it('asks for what must be given, also when it is empty', () => {
    assert.deepEqual(problemsOf({ SESSION_SECRET: ' ' }).problems, [{ name: 'SESSION_SECRET', code: 'missing', detail: 'is missing; expected a secret of at least 8 characters' }]);
  });

  it('reads durations and numbers strictly', () => {
    const kinds = defineSettings({ WAIT: setting.duration_ms({ doc: '' }), COUNT: setting.integer({ doc: '' }) });
    const wait = (text: string) => loadSettings(kinds, { WAIT: text, COUNT: '0' }).WAIT;
    assert.deepEqual(['250', '250ms', '1.5s', '2m', '1h', '30d', '0'].map(wait), [250, 250, 1500, 120_000, 3_600_000, 2_592_000_000, 0]);
    for (const text of ['-1s', '1w', '1.0005s', 'PT5S', '1e3']) assert.throws(() => wait(text), SettingsError, text);
    for (const text of ['1.5', '0x10', '1e3', '99999999999999999999', '--1', '_1']) assert.throws(() => loadSettings(kinds, { WAIT: '1s', COUNT: text }), SettingsError, text);
    assert.equal(loadSettings(kinds, { WAIT: '1s', COUNT: '-1_000' }).COUNT, -1000);
  });
});

it('refuses a definition that contradicts itself', () => {
  assert.throws(() => setting.integer({ default: 0, min: 1, doc: '' }), TypeError);
  assert.throws(() => defineSettings({ 'bad-name': setting.boolean({ doc: '' }) }), TypeError);
});

it('never prints a secret', () => {
  const settings = loadSettings(definition, { SESSION_SECRET: 'hush-hush' });
  const printed = [inspect(settings, { depth: 9, showHidden: true }), JSON.stringify(settings), `${settings.SESSION_SECRET}`, describeSettings(definition)].join('\n');
  assert.ok(!printed.includes('hush-hush'));
  assert.ok(printed.includes('[secret]'));
  const withDefault = defineSettings({ KEY: setting.secret({ default: 'insecure-default', doc: 'Key' }) });
  assert.equal(loadSettings(withDefault, {}).KEY.reveal(), 'insecure-default');
  assert.ok(!describeSettings(withDefault).includes('insecure-default'));
});

it('describes itself as a table', () => {
  const lines = describeSettings(definition).split('\n');
  assert.equal(lines[2], '| `PORT` | a whole number from 0 to 65535 | `3000` | Port of the front door |');
  assert.ok(lines.includes('| `DATABASE_URL` | a URL that begins with postgres:// or postgresql:// | none | A PostgreSQL to use instead of the embedded one |'));
  assert.ok(lines.includes('| `SESSION_SECRET` | a secret of at least 8 characters | **required** | Signs sessions |'));
  assert.ok(lines.includes('| `IS_DEMO` | true or false | `false` | Fill an empty shop \\| once |'));
  assert.ok(lines.includes('| `TIMEOUT` | a duration from 1ms to 1m, such as 250ms, 5s or 2m | `5s` | Deadline of a request |'));
});
