/* indexer/command/ffmpeg_faults.h
 *
 * Releases of FFmpeg with faults that are publicly known and were fixed in a later release of the same branch.
 *
 * Source: the changelog of Debian's package `ffmpeg`, suite bookworm-security, from 7:5.1.3-1 to 7:5.1.9-0+deb12u1. A branch that is not here was
 * not looked at, and a release that is new enough for this table is only that. Kept until FFMPEG_FAULTS_UNTIL; who adds a row moves it.
 */
#pragma once

#include <glib.h>

#define FFMPEG_FAULTS_UNTIL "2026-05-13"

typedef struct {
    int major, minor;
    int fixed;         /* patch release that no longer has them */
    const char *names; /* of the faults, some of them; NULL: a security update that names none */
} FfmpegFault;

/* By branch, and in it the newest first. */
static const FfmpegFault ffmpeg_faults[] = {
    { 5, 1, 9, NULL },
    { 5, 1, 8, NULL },
    { 5, 1, 7,
      "CVE-2023-49502, CVE-2023-50007, CVE-2023-6602, CVE-2024-31582, CVE-2024-35367, CVE-2025-0518" },
    { 5, 1, 6, "CVE-2024-7055, CVE-2024-7272" },
    { 5, 1, 5, NULL },
    { 5, 1, 4, NULL },
};
