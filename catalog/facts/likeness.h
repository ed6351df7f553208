/* catalog/facts/likeness.h
 *
 * How much two films look alike, by the fact `likeness` of each. Pure.
 */
#pragma once

/* A film at another size or bit rate stays below this; of different films the half of the bits differ. */
#define LIKENESS_SAME 14

/* How many of 64 bits differ, as the median over the moments of two films; moments without contours in both say nothing. -1: it
 * cannot be told, as one is NULL, garbled, or shows too little. */
int likeness_distance(const char *a, const char *b);
