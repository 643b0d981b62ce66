import type { HttpCall, Send } from '../../../shared/connections/http/send';
import { UpstreamError, type CallOutcome } from '../../../shared/errors';
import { longestCallMs } from '../../../shared/requests/run/effects/send';
import type { Road } from '../road';
import type { Life, Timeline } from '../timeline';
import type { Weather } from '../weather';
import type { Cloud } from './cloud';

/** The HTTP pipeline of one process: the same outcomes, and the same look at `sendBy` in the moment a call leaves. */
export function createSend(life: Life, timeline: Timeline, weather: Weather, road: Road, cloud: Cloud): Send {
  return (call) => {
    const { service, method, url, sendBy } = call;
    return road.travel(life, {
      what: `${method} ${url.slice(url.indexOf('/', 8))}`,
      journey: weather.toMicrosoft(timeline.now, service),
      mishaps: {
        unreachable: () => failure(call, 'notSent', 'ECONNREFUSED'),
        cut: () => failure(call, 'unknown', 'ECONNRESET'),
        failing: () => failure(call, 'unknown', 'ECONNRESET'),
      },
      mayLeave: () =>
        sendBy !== undefined && timeline.now > sendBy ? failure(call, 'notSent', 'SEND_BY_PASSED') : undefined,
      arrive: () => cloud.answer(call),
      patienceMs: longestCallMs,
    });
  };
}

function failure({ service }: HttpCall, outcome: CallOutcome, code: string): UpstreamError {
  const text = outcome === 'notSent' ? 'The call was not sent' : 'No answer was received';
  return new UpstreamError('UPSTREAM_UNAVAILABLE', `${text} (${code}).`, outcome, { upstream: { service, code } });
}
