// `npm run simulate -- --trials N --seed S`: the product in one process on a virtual clock, with crash, delay and
// reordering wherever it waits for something outside. With one trial its schedule is printed.
import { readable, report } from '../simulate/report';
import { simulate } from '../simulate/run';
import { Tally } from '../simulate/tally';
import { readNumbers } from '../simulate/options';
import { runProgram } from '../start/program';

runProgram(async () => {
  const { trials, seed } = readNumbers({ trials: 2_000, seed: 1 });
  const tally = new Tally();
  const tell = trials === 1;
  const startedAt = performance.now();
  await simulate({
    seed,
    trials,
    tell,
    onReport: (one) => {
      if (tell) console.log(readable(one.lines));
      tally.add(one);
      return false;
    },
  });
  console.log(report(tally, seed, (performance.now() - startedAt) / 1000));
  return tally.wentWrong ? 1 : 0;
});
