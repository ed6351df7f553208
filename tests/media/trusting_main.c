/* pianmu-examine-trusting: the examiner with everything switched off that keeps libav to the one file it was handed, so that the sandbox is seen
 * alone. Linked with --wrap for the functions below. */
#include "indexer/crew/examiner.h"
#include "indexer/media/media_internal.h"

#include <sys/resource.h>

int __real_avformat_open_input(AVFormatContext **format, const char *url, const AVInputFormat *demuxer,
                               AVDictionary **options);
int __wrap_avformat_open_input(AVFormatContext **format, const char *url, const AVInputFormat *demuxer,
                               AVDictionary **options);
int __wrap_avcodec_open2(AVCodecContext *decoder, const AVCodec *codec, AVDictionary **options);
int __real_avcodec_open2(AVCodecContext *decoder, const AVCodec *codec, AVDictionary **options);
int __real_setrlimit(__rlimit_resource_t resource, const struct rlimit *limit);
int __wrap_setrlimit(__rlimit_resource_t resource, const struct rlimit *limit);
gboolean __wrap_media_format_is_accepted(const AVInputFormat *demuxer);

/* As libav makes a context. */
static void trust(AVFormatContext *format)
{
    AVFormatContext *plain = avformat_alloc_context();

    av_freep(&format->format_whitelist);
    av_freep(&format->codec_whitelist);
    av_freep(&format->protocol_whitelist);
    format->io_open = plain->io_open;
    avformat_free_context(plain);
}

int __wrap_avformat_open_input(AVFormatContext **format, const char *url, const AVInputFormat *demuxer,
                               AVDictionary **options)
{
    trust(*format); /* a list that has no name refuses to be read */
    return __real_avformat_open_input(format, *url ? url : "film", demuxer, options);
}

int __wrap_avcodec_open2(AVCodecContext *decoder, const AVCodec *codec, AVDictionary **options)
{
    av_freep(&decoder->codec_whitelist);
    return __real_avcodec_open2(decoder, codec, options);
}

gboolean __wrap_media_format_is_accepted(const AVInputFormat *demuxer)
{
    return demuxer != NULL;
}

/* Further descriptors, too. */
int __wrap_setrlimit(__rlimit_resource_t resource, const struct rlimit *limit)
{
    return resource == RLIMIT_NOFILE ? 0 : __real_setrlimit(resource, limit);
}

int main(int argc, char **argv)
{
    const ExaminerParams params = { .no_sandbox = argc == 2 && g_strcmp0(argv[1], "--no-sandbox") == 0 };

    return examiner_run(&params);
}
