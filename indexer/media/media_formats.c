#include "indexer/media/media_internal.h"

#include <libavutil/avstring.h>
#include <string.h>

/* Demuxers that read nothing but the bytes they are given. Playlists, streaming protocols, devices and
 * everything that only games and synthesizers use are left out: each is one more parser that strangers could
 * reach. */
const char media_formats[] =
    /* films */
    "mov,mp4,m4a,3gp,3g2,mj2,matroska,webm,avi,mpegts,mpeg,mpegvideo,m4v,flv,live_flv,asf,ogg,mxf,rm,dv,gxf,"
    "ivf,obu,av1,"
    "h261,h263,h264,hevc,vc1,vc1test,cavsvideo,dirac,dnxhd,yuv4mpegpipe,swf,wtv,nsv,amv,ipu,"
    /* sound, to be recognised as such */
    "mp3,aac,ac3,eac3,dts,truehd,mlp,flac,wav,w64,aiff,au,caf,amr,ape,tta,wv,tak,oma,mpc,mpc8,loas,"
    /* pictures */
    "gif,apng,jpeg_pipe,png_pipe,webp_pipe,bmp_pipe,tiff_pipe,j2k_pipe,jpegxl_pipe,psd_pipe,mjpeg,"
    /* subtitles */
    "srt,ass,webvtt";

const char media_codecs[] =
    /* films */
    "h264,hevc,mpeg4,mpeg1video,mpeg2video,mpegvideo,vp3,vp6,vp6a,vp6f,vp7,vp8,vp9,libdav1d,h261,h263,h263i,"
    "h263p,flv,theora,wmv1,wmv2,"
    "wmv3,vc1,msmpeg4v1,msmpeg4v2,msmpeg4,mss1,mss2,prores,dnxhd,cfhd,mjpeg,mjpegb,dvvideo,rv10,rv20,rv30,"
    "rv40,svq1,svq3,cinepak,"
    "indeo2,indeo3,indeo4,indeo5,huffyuv,ffvhuff,ffv1,utvideo,magicyuv,lagarith,fraps,camstudio,camtasia,"
    "tscc2,zmbv,flashsv,flashsv2,"
    "rawvideo,v210,v210x,v308,v408,v410,r210,r10k,yuv4,qtrle,rpza,8bps,smc,msrle,msvideo1,aic,cavs,snow,"
    "dirac,asv1,asv2,amv,ipu,hap,"
    /* pictures */
    "png,apng,gif,webp,bmp,tiff,jpeg2000,"
    /* sound: looked at only where a container does not tell channels and rate */
    "aac,aac_latm,mp1,mp1float,mp2,mp2float,mp3,mp3float,ac3,eac3,dca,truehd,mlp,flac,alac,vorbis,opus,amrnb,"
    "amrwb,evrc,qcelp,wmav1,wmav2,"
    "wmapro,wmavoice,wmalossless,cook,sipr,real_144,real_288,atrac3,atrac3plus,qdm2,qdmc,mace3,mace6,gsm,gsm_"
    "ms,nellymoser,speex,metasound,"
    "ape,tta,tak,wavpack,mpc7,mpc8,imc,iac,s302m,adpcm_ima_qt,adpcm_ima_wav,adpcm_ima_amv,adpcm_ms,adpcm_swf,"
    "adpcm_yamaha,g722,g726,"
    "pcm_alaw,pcm_mulaw,pcm_bluray,pcm_dvd,pcm_s8,pcm_u8,pcm_s16be,pcm_s16le,pcm_s24be,pcm_s24le,pcm_s32be,"
    "pcm_s32le,pcm_f32be,pcm_f32le,"
    "pcm_f64be,pcm_f64le,"
    /* subtitles: none is decoded; pictured ones are opened to learn their size */
    "pgssub,dvdsub,dvbsub,xsub";

gboolean media_format_is_accepted(const AVInputFormat *format)
{
    return av_match_list(format->name, media_formats, ',') > 0;
}

gboolean media_codec_is_accepted(const AVCodec *codec)
{
    return av_match_list(codec->name, media_codecs, ',') > 0;
}

static const struct {
    int offset;
    int length;
    const char *bytes;
} beginnings[] = {
    { 4, 4, "ftyp" },
    { 4, 4, "moov" },
    { 4, 4, "mdat" },
    { 0, 4, "\x1A\x45\xDF\xA3" },
    { 8, 4, "AVI " },
    { 0, 4, "FLV\1" },
    { 0, 5, "OggS" },
    { 0, 8, "\x30\x26\xB2\x75\x8E\x66\xCF\x11" },
    { 0, 4, "\0\0\1\xBA" },
    { 0, 4, ".RMF" },
    { 0, 8, "\x06\x0E\x2B\x34\x02\x05\x01\x01" },
};

gboolean media_begins_like_one(Media *media)
{
    char start[16] = "";
    int length = media_read_at(media, 0, start, sizeof start);

    for (gsize i = 0; i < G_N_ELEMENTS(beginnings); i++) {
        if (length >= beginnings[i].offset + beginnings[i].length &&
            memcmp(start + beginnings[i].offset, beginnings[i].bytes, (size_t)beginnings[i].length) == 0)
            return TRUE;
    }
    return FALSE;
}

/* Those of nearly all films. Others make their tables for a film of theirs; all of them together, for every run, took as long as the facts of four. */
static const char *const usual_codecs[] = { "h264",     "hevc", "mpeg4",  "mpeg2video", "vp8",
                                            "vp9",      "wmv2", "flv",    "prores",     "libdav1d",
                                            "aac",      "ac3",  "mp2",    "mp3",        "mp3float",
                                            "mp2float", "opus", "vorbis", "wmav2",      "pcm_s16le" };

/* Opens each of the usual decoders once: the tables that they make on first use are then shared by all children. */
void media_formats_warm_up(void)
{
    for (gsize i = 0; i < G_N_ELEMENTS(usual_codecs); i++) {
        const AVCodec *codec = avcodec_find_decoder_by_name(usual_codecs[i]);
        AVCodecContext *context = codec ? avcodec_alloc_context3(codec) : NULL;

        if (!context)
            continue;
        context->thread_count = 1;
        context->width = context->height = 64;
        context->sample_rate = 48000;
        av_channel_layout_default(&context->ch_layout, 2);
        avcodec_open2(context, codec,
                      NULL); /* many want extradata and refuse; what they set up before that is what counts */
        avcodec_free_context(&context);
    }
}
