/* catalog/rules/known_names.h
 *
 * The names that settings may give to containers, codecs and their like, in any usual spelling. Nothing
 * outside the folder includes it.
 */
#pragma once

#include "catalog/rules/rules_internal.h"

#define NAMES_MAX 6

/* Names that people use for a container or codec, the one that facts use first. */
typedef struct {
    const char *names[NAMES_MAX];
    const char *extensions[NAMES_MAX]; /* of containers; the usual one first */
} Known;

/* Each ends with a row without names. */
extern const Known known_containers[], known_codecs[], known_profiles[], known_audio_codecs[];

/* A list of them as facts call them, each once. FALSE and a fault, with the nearest right spelling: one is
 * not known. */
gboolean names_parse(const Known *known, const char *value, char ***names, GString *canonical, Fault *fault);
