"""A plot of lines over two logarithmic axes, as SVG."""
import html
import math

WIDTH, HEIGHT = 760, 420
LEFT, RIGHT, TOP, BOTTOM = 70, 210, 20, 50
COLOURS = ['#1b6ca8', '#c0392b', '#2e8b57', '#8e44ad', '#d2691e', '#5b5b5b', '#008b8b', '#b8860b']


class Axis:
    """From values to places; whole powers of ten at the ends and as marks."""

    def __init__(self, values, start, end):
        self.low = math.floor(math.log10(min(values)))
        self.high = max(math.ceil(math.log10(max(values))), self.low + 1)
        self.start, self.end = start, end

    def at(self, value):
        return self.start + (self.end - self.start) * (math.log10(value) - self.low) / (self.high - self.low)

    def marks(self):
        return [10.0 ** power for power in range(self.low, self.high + 1)]


def text(x, y, words, anchor='middle', colour='#333'):
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" fill="{colour}">{html.escape(words)}</text>'


def line(x1, y1, x2, y2):
    return f'<line x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}" stroke="#ddd"/>'


def grid(across, up, x_title, y_title):
    parts = []
    for value in across.marks():
        parts += [line(across.at(value), up.start, across.at(value), up.end), text(across.at(value), HEIGHT - BOTTOM + 18, f'{value:,.0f}')]
    for value in up.marks():
        parts += [line(across.start, up.at(value), across.end, up.at(value)), text(LEFT - 8, up.at(value) + 4, f'{value:g}', 'end')]
    return parts + [text((LEFT + WIDTH - RIGHT) / 2, HEIGHT - 10, x_title), text(LEFT, TOP - 6, y_title, 'start')]


def names_beside(ends):
    """Lines that end close to each other have their names one below the other."""
    parts, last = [], -math.inf
    for y, name, colour in sorted(ends):
        last = max(y, last + 15)
        parts.append(text(WIDTH - RIGHT + 8, last + 4, name, 'start', colour))
    return parts


def plot(lines, x_title, y_title):
    """lines: {name: [(x, y), …]}, all above 0."""
    points = [point for one in lines.values() for point in one]
    across, up = Axis([x for x, _ in points], LEFT, WIDTH - RIGHT), Axis([y for _, y in points], HEIGHT - BOTTOM, TOP)
    parts, ends = grid(across, up, x_title, y_title), []
    for (name, one), colour in zip(lines.items(), COLOURS):
        places = ' '.join(f'{across.at(x):.1f},{up.at(y):.1f}' for x, y in one)
        parts.append(f'<polyline points="{places}" fill="none" stroke="{colour}" stroke-width="2"/>')
        ends.append((up.at(one[-1][1]), name, colour))
    head = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" font-family="sans-serif" font-size="12">'
    return '\n'.join([head, f'<rect width="{WIDTH}" height="{HEIGHT}" fill="#fff"/>', *parts, *names_beside(ends), '</svg>', ''])
