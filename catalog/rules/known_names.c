#include "catalog/rules/known_names.h"

#include "catalog/rules/spelling.h"

const Known known_containers[] = {
    { { "mp4", "m4v" }, { "mp4", "m4v", "f4v" } },
    { { "mov", "quicktime", "qt" }, { "mov", "qt" } },
    { { "matroska", "mkv" }, { "mkv", "mk3d" } },
    { { "webm" }, { "webm", "mkv" } },
    { { "avi" }, { "avi", "divx" } },
    { { "mpegts", "ts", "m2ts" }, { "ts", "mts", "m2ts", "m2t" } },
    { { "mpeg", "mpg", "vob" }, { "mpg", "mpeg", "vob", "dat", "m2p" } },
    { { "flv" }, { "flv" } },
    { { "asf", "wmv" }, { "wmv", "asf" } },
    { { "ogg", "ogv" }, { "ogv", "ogg", "ogm" } },
    { { "mxf" }, { "mxf" } },
    { { "3gp", "3gpp" }, { "3gp", "3g2" } },
    { { "rm", "rmvb" }, { "rmvb", "rm" } },
    { { "dv" }, { "dv", "dif" } },
    { { NULL }, { NULL } },
};

const Known known_codecs[] = {
    { { "h264", "h.264", "avc", "x264" }, { NULL } },
    { { "hevc", "h265", "h.265", "x265" }, { NULL } },
    { { "vvc", "h266", "h.266" }, { NULL } },
    { { "av1" }, { NULL } },
    { { "vp8" }, { NULL } },
    { { "vp9" }, { NULL } },
    { { "mpeg1video", "mpeg1", "mpeg-1" }, { NULL } },
    { { "mpeg2video", "mpeg2", "mpeg-2" }, { NULL } },
    { { "mpeg4", "mpeg-4", "xvid", "divx" }, { NULL } },
    { { "prores" }, { NULL } },
    { { "dnxhd", "dnxhr" }, { NULL } },
    { { "cfhd", "cineform" }, { NULL } },
    { { "mjpeg" }, { NULL } },
    { { "wmv1" }, { NULL } },
    { { "wmv2" }, { NULL } },
    { { "wmv3", "wmv9" }, { NULL } },
    { { "vc1", "vc-1" }, { NULL } },
    { { "theora" }, { NULL } },
    { { "dvvideo", "dv" }, { NULL } },
    { { "flv1" }, { NULL } },
    { { "h263", "h.263" }, { NULL } },
    { { "cavs", "avs" }, { NULL } },
    { { "avs2" }, { NULL } },
    { { "avs3" }, { NULL } },
    { { NULL }, { NULL } },
};

/* As libav names them; the rest are spellings, and those without blanks that a list leaves. */
const Known known_profiles[] = {
    { { "Baseline", "bp" }, { NULL } },
    { { "Constrained Baseline", "constrainedbaseline", "cbp" }, { NULL } },
    { { "Extended" }, { NULL } },
    { { "Main", "mp" }, { NULL } },
    { { "High", "hp" }, { NULL } },
    { { "High 10", "high10", "hi10p" }, { NULL } },
    { { "High 4:2:2", "high4:2:2", "high422", "hi422p" }, { NULL } },
    { { "High 4:4:4 Predictive", "high4:4:4predictive", "high4:4:4", "high444" }, { NULL } },
    { { "Main 10", "main10" }, { NULL } },
    { { "Rext", "rangeextensions" }, { NULL } },
    { { "Simple", "sp" }, { NULL } },
    { { "4:2:2" }, { NULL } },
    { { "Simple Profile", "simpleprofile" }, { NULL } },
    { { "Advanced Simple Profile", "advancedsimpleprofile", "asp" }, { NULL } },
    { { "Advanced" }, { NULL } },
    { { "Profile 0", "profile0" }, { NULL } },
    { { "Profile 1", "profile1" }, { NULL } },
    { { "Profile 2", "profile2" }, { NULL } },
    { { "Profile 3", "profile3" }, { NULL } },
    { { "Professional" }, { NULL } },
    { { "Proxy" }, { NULL } },
    { { "LT" }, { NULL } },
    { { "Standard", "422" }, { NULL } },
    { { "HQ", "422hq" }, { NULL } },
    { { "4444" }, { NULL } },
    { { "XQ", "4444xq" }, { NULL } },
    { { NULL }, { NULL } },
};

const Known known_audio_codecs[] = {
    { { "aac", "aac-lc" }, { NULL } },
    { { "mp3" }, { NULL } },
    { { "mp2" }, { NULL } },
    { { "ac3", "ac-3" }, { NULL } },
    { { "eac3", "e-ac-3" }, { NULL } },
    { { "dts" }, { NULL } },
    { { "opus" }, { NULL } },
    { { "vorbis" }, { NULL } },
    { { "flac" }, { NULL } },
    { { "alac" }, { NULL } },
    { { "pcm", "wav", "lpcm" }, { NULL } },
    { { "wma" }, { NULL } },
    { { "amr" }, { NULL } },
    { { NULL }, { NULL } },
};

const char *const *container_extensions(const char *container)
{
    for (const Known *one = known_containers; one->names[0]; one++) {
        if (g_strcmp0(one->names[0], container) == 0)
            return one->extensions;
    }
    return NULL;
}

static const char *known_name(const Known *known, const char *word)
{
    for (; known->names[0]; known++) {
        for (const char *const *name = known->names; *name; name++) {
            if (g_ascii_strcasecmp(*name, word) == 0)
                return known->names[0];
        }
    }
    return NULL;
}

static gboolean fault_not_known(Fault *fault, const Known *known, const char *word)
{
    g_autoptr(GPtrArray) names = g_ptr_array_new();
    g_autoptr(GString) choices = g_string_new(NULL);
    const char *nearest;

    for (; known->names[0]; known++) {
        for (const char *const *name = known->names; *name; name++)
            g_ptr_array_add(names, (gpointer)*name);
        g_string_append_printf(choices, "%s%s", choices->len ? ", " : "", known->names[0]);
    }
    g_ptr_array_add(names, NULL);
    nearest = spelling_nearest(word, (const char *const *)names->pdata);
    if (nearest)
        return fault_set(fault, "fault.choice-nearest", word, nearest);
    return fault_set(fault, "fault.choice", word, choices->str);
}

gboolean names_parse(const Known *known, const char *value, char ***names, GString *canonical, Fault *fault)
{
    g_auto(GStrv) items = quantity_list(value);
    g_autoptr(GPtrArray) found = g_ptr_array_new();
    g_autofree char *joined = NULL;

    for (char **item = items; *item; item++) {
        const char *word = **item == '.' ? *item + 1 : *item; /* ".mp4" is meant well */
        const char *name = known_name(known, word);

        if (!name)
            return fault_not_known(fault, known, *item);
        if (!g_ptr_array_find(found, name, NULL))
            g_ptr_array_add(found, (gpointer)name);
    }
    if (found->len == 0)
        return fault_set(fault, "fault.empty", value, NULL);
    g_ptr_array_add(found, NULL);
    g_strfreev(*names);
    *names = g_strdupv((char **)found->pdata);
    joined = g_strjoinv(",", *names);
    g_string_append(canonical, joined);
    return TRUE;
}
