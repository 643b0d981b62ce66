import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { bar, createDisplay } from './display';

function screen(isTTY: boolean, columns = 40) {
  const written: string[] = [];
  return { isTTY, columns, write: (text: unknown) => written.push(String(text)) > 0, written };
}

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

test('without a terminal there are plain lines only', () => {
  const output = screen(false);
  const display = createDisplay(output, {});
  display.work(() => 'working');
  display.line(display.paint('green', 'one'));
  vi.advanceTimersByTime(1000);
  display.rest();
  expect(output.written).toEqual(['one\n']);
});

test('on a terminal one line moves below the lines that stay, and goes at the end', () => {
  const output = screen(true);
  const display = createDisplay(output, {});
  let state = 'queued';
  display.work(() => state);
  expect(output.written.at(-1)).toBe('\r\x1b[2K⠋ queued');
  state = 'running';
  vi.advanceTimersByTime(100);
  expect(output.written.at(-1)).toBe('\r\x1b[2K⠙ running');
  output.written.length = 0;
  display.line(display.paint('red', 'stays'));
  expect(output.written).toEqual(['\r\x1b[2K', '\x1b[31mstays\x1b[0m\n', '\r\x1b[2K⠙ running']);
  display.rest();
  output.written.length = 0;
  vi.advanceTimersByTime(1000);
  expect(output.written).toEqual([]);
});

test('the moving line is cut to the width of the terminal', () => {
  const output = screen(true, 10);
  createDisplay(output, {}).work(() => 'x'.repeat(50));
  expect(output.written.at(-1)).toBe(`\r\x1b[2K⠋ ${'x'.repeat(7)}`);
});

test('NO_COLOR is heeded', () => {
  expect(createDisplay(screen(true), { NO_COLOR: '1' }).paint('green', 'x')).toBe('x');
});

test('a bar shows how far it is', () => {
  expect([bar(0, 4, 8), bar(1, 4, 8), bar(4, 4, 8)]).toEqual(['[--------] 0/4', '[##------] 1/4', '[########] 4/4']);
});
