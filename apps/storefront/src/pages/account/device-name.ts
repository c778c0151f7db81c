// The order matters: Edge and Opera also call themselves Chrome, and Chrome calls itself Safari.
const browsers: readonly (readonly [RegExp, string])[] = [[/Edg\//, 'Edge'], [/OPR\//, 'Opera'], [/Firefox\/|FxiOS\//, 'Firefox'], [/Chrome\/|CriOS\//, 'Chrome'], [/Safari\//, 'Safari'], [/^curl\//, 'curl']];
const systems: readonly (readonly [RegExp, string])[] = [[/iPhone/, 'iPhone'], [/iPad/, 'iPad'], [/Android/, 'Android'], [/Windows/, 'Windows'], [/Mac OS X|Macintosh/, 'Mac'], [/CrOS/, 'ChromeOS'], [/Linux/, 'Linux']];

/** What a person calls the device behind a User-Agent: "Firefox on Linux". */
export function deviceName(user_agent: string): string {
  const browser = browsers.find(([pattern]) => pattern.test(user_agent))?.[1];
  const system = systems.find(([pattern]) => pattern.test(user_agent))?.[1];
  return browser && system ? `${browser} on ${system}` : (browser ?? system ?? (user_agent.slice(0, 60) || 'Unknown device'));
}
