#!/usr/bin/env python3
"""What the benchmarks measure with: nothing that was started escapes, ratios are by the round, films are as their tables say, the page tells what was kept."""
import os
import pathlib
import sys
import tempfile
import unittest
import xml.etree.ElementTree

os.environ.setdefault('PIANMU', '/nowhere')
import corpus
import measure
import plot
import results
import write_benchmarks
from measure import Contender, Cost

BURN = 'import resource\nwhile resource.getrusage(resource.RUSAGE_SELF).ru_utime < 0.1: pass'
HOLD = 'held = bytearray(64 * 2**20); held[::4096] = bytes(len(held[::4096]))'


def python(code):
    return [sys.executable, '-c', code]


class Measuring(unittest.TestCase):
    def test_an_orphan_is_counted(self):
        lost = python(f'import os, sys\nif os.fork() == 0:\n os.setsid()\n os.execv(sys.executable, [sys.executable, "-c", {BURN!r}])')
        self.assertGreaterEqual(measure.cost(lambda peak: measure.run(lost)).cpu, 0.1)

    def test_memory_is_that_of_the_largest_process_and_apart_that_of_the_first(self):
        def work(peak):
            measure.run(python(f'import subprocess, sys\nsubprocess.run([sys.executable, "-c", {HOLD!r}])'), peak)
        cost = measure.cost(work)
        self.assertGreater(cost.rss, 64 * 2**20)
        self.assertLess(cost.first_rss, 64 * 2**20)
        self.assertGreater(cost.first_rss, 0)

    def test_what_ends_badly_is_no_measurement(self):
        with self.assertRaises(SystemExit):
            measure.cost(lambda peak: measure.run(['false']))

    def test_contenders_take_turns_at_being_first(self):
        order = []
        contenders = {name: Contender(lambda peak, prepared: None, lambda name=name: order.append(name)) for name in 'abc'}
        costs = measure.alternate(contenders, 3)
        self.assertEqual(''.join(order), 'abc' + 'bca' + 'cab')
        self.assertEqual([len(rounds) for rounds in costs.values()], [3, 3, 3])


def costs_of(*seconds):
    return [Cost(one, one, 2**20, 2**20, 0) for one in seconds]


class Judging(unittest.TestCase):
    COSTS = {'ours': costs_of(1, 2, 9), 'a': costs_of(2, 8, 10), 'b': costs_of(2, 2, 10)}

    def judged(self, goal):
        return results.judged([results.Row('what', ('ours',), 'both', ('a', 'b'), {'cpu': goal})], self.COSTS)[0]

    def test_ratios_are_by_the_round_and_several_peers_one_after_the_other(self):
        told = self.judged(0.3)
        self.assertEqual((told.least, told.median, told.most), (0.2, 0.25, 0.45))

    def test_a_goal_is_kept_or_missed(self):
        self.assertTrue(self.judged(0.25).is_kept())
        self.assertFalse(self.judged(0.24).is_kept())
        self.assertTrue(self.judged(None).is_kept())


class Films(unittest.TestCase):
    def test_every_film_is_of_a_kind_and_every_kind_of_scenes(self):
        self.assertEqual({films.kind for films in corpus.FILMS}, set(corpus.KINDS))
        for kind in corpus.KINDS.values():
            self.assertLessEqual(set(kind.scenes.split()), set(corpus.SCENES))
            self.assertLessEqual(kind.seconds, corpus.SECONDS)

    def test_there_are_about_sixty_or_a_dozen_none_twice(self):
        for quick, least, most in ((False, 55, 65), (True, 12, 14)):
            names = [corpus.path_of(*film) for film in corpus.chosen(quick)]
            self.assertEqual(len(names), len(set(names)))
            self.assertTrue(least <= len(names) <= most, len(names))

    def test_a_film_is_the_same_each_time(self):
        for film in corpus.chosen(False):
            self.assertEqual(corpus.scenes_of_film(*film, False), corpus.scenes_of_film(*film, False))


class Page(unittest.TestCase):
    ABOUT = {'date': '2000-01-01', 'commit': 'abc', 'machine': '2 × Any, 4 GB', 'load': 9}

    def test_it_tells_what_was_missed_and_that_the_machine_was_busy(self):
        told = results.Told('what', 'whom', 'cpu', 0.5, 0.4, 0.6, 0.3)._asdict()
        subject = {'about': self.ABOUT, 'rounds': 3, 'rows': [told], 'limits': [], 'costs': results.of_costs({'ours': costs_of(1, 2, 3)})}
        sizes = {'10': subject['costs'] | {'first index': subject['costs']['ours']}, '1000': subject['costs'] | {'first index': subject['costs']['ours']}}
        growth = {'about': self.ABOUT, 'rounds': 3, 'rows': [], 'limits': [], 'sizes': sizes}
        with tempfile.TemporaryDirectory() as folder:
            os.mkdir(os.path.join(folder, 'pictures'))
            page = write_benchmarks.page({'films': subject, 'growth': growth}, pathlib.Path(folder))
            xml.etree.ElementTree.parse(os.path.join(folder, 'pictures', 'growth.svg'))
        self.assertIn('| films | what | whom | CPU | 0.30 | 0.500 (0.400–0.600) | **missed** |', page)
        self.assertIn('busy', page)
        self.assertIn('| `ours` | 2.000 (1.000–3.000) |', page)

    def test_a_plot_takes_one_value_and_names_with_signs(self):
        xml.etree.ElementTree.fromstring(plot.plot({'a < b': [(10, 1)]}, 'x', 'y'))


unittest.main()
