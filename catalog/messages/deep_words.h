/* catalog/messages/deep_words.h
 *
 * What a deep check found, in words: a phrase a finding, for one line of a listing or a page. What is as it should be is left out, but that
 * the film decodes whole, its loudness and its peak.
 */
#pragma once

#include "catalog/facts/facts.h"
#include "catalog/messages/messages.h"

/* `facts` may be NULL. The phrases are owned by the array. */
GPtrArray *deep_words(const DeepFacts *deep, const Facts *facts, Language language); /* of char * */
