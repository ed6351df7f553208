#!/usr/bin/env python3
"""Which outcomes of its conditions the supervisor has had: the process that holds the catalogue and looks after the examiner.

    branches.py BUILD COUNTS [--untaken]

BUILD is a build with -Dcount_branches=true, COUNTS the folder in which its programs have left what they counted (LLVM_PROFILE_FILE). Prints a
line a file; with --untaken also each condition of which one outcome was never had. As llvm-cov counts them: both outcomes of each operand of && and
||, each case of a switch, those in macros, too."""
import json
import os
import subprocess
import sys

SOURCES = ['indexer/crew/' + name + '.c' for name in ('crew', 'process', 'flight', 'ending', 'job_limits', 'control')] + ['indexer/index/share.c']
PROGRAMS = ['indexer/pianmu', 'tests/integration/test-crew', 'tests/integration/test-share', 'tests/unit/test-control', 'tests/unit/test-ending',
            'tests/unit/test-job-limits']
TOP = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))


def add_up(counts):
    """One file of all of them. A process that was struck while it wrote its own has left half of one, or nothing."""
    names = [os.path.join(counts, name) for name in sorted(os.listdir(counts)) if not name.startswith('all.')]
    sums = os.path.join(counts, 'all.profdata')
    with open(os.path.join(counts, 'all.names'), 'w', encoding='utf-8') as file:
        file.writelines(name + '\n' for name in names if os.path.getsize(name) > 0)
    subprocess.run(['llvm-profdata-14', 'merge', '--sparse', '--failure-mode=all', '--input-files=' + file.name, '-o', sums], check=True,
                   stderr=subprocess.DEVNULL)
    return sums


def exported(build, sums):
    objects = [part for program in PROGRAMS for part in ('-object', os.path.join(build, program))]
    done = subprocess.run(['llvm-cov-14', 'export', '-instr-profile', sums, *objects[1:]], check=True, stdout=subprocess.PIPE)
    files = json.loads(done.stdout)['data'][0]['files']
    return {os.path.relpath(os.path.normpath(file['filename']), TOP): file for file in files}


def print_table(files):
    lines = [(source, files[source]['summary']['branches']['count'], files[source]['summary']['branches']['covered']) for source in SOURCES]
    lines.append(('all of these', sum(count for _, count, _ in lines), sum(taken for _, _, taken in lines)))
    print(f'{"file":28}{"outcomes":>10}{"had":>8}{"per cent":>10}')
    for source, count, taken in lines:
        print(f'{source:28}{count:10}{taken:8}{100 * taken / count:10.1f}')


def untaken(file):
    """(line, column, what it never was), of conditions in the text and, where the macro's name stands, in macros."""
    found = [(branch, branch) for branch in file['branches']]
    found += [(branch, expansion['source_region']) for expansion in file['expansions'] for branch in expansion['branches']]
    for branch, place in found:
        for outcome, times in (('true', branch[4]), ('false', branch[5])):
            if times == 0:
                yield place[0], place[1], outcome


def print_untaken(source, file):
    with open(os.path.join(TOP, source), encoding='utf-8') as text:
        lines = text.read().splitlines()
    for line, column, outcome in sorted(untaken(file)):
        print(f'{source}:{line}:{column}: never {outcome}: {lines[line - 1].strip()}')


def main():
    build, counts, *options = sys.argv[1:]
    files = exported(build, add_up(counts))
    if '--untaken' in options:
        for source in SOURCES:
            print_untaken(source, files[source])
    print_table(files)


if __name__ == '__main__':
    main()
