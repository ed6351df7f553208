#include "thumbs/jpeg.h"

#include <turbojpeg.h>

G_DEFINE_QUARK(jpeg - error - quark, jpeg_error)

static void handle_free(void *handle)
{
    if (handle)
        tjDestroy(handle);
}
typedef void Handle;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Handle, handle_free)

/* A handle of its own for every picture: one that was reused has been seen to change the next picture. */
GBytes *jpeg_encode(const Picture *picture, int quality, GError **error)
{
    g_autoptr(Handle) handle = tjInitCompress();
    const unsigned char *planes[3];
    unsigned char *bytes = NULL;
    unsigned long length = 0;
    int strides[3];

    for (int i = 0; i < 3; i++)
        planes[i] = picture_plane(picture, i, &strides[i]);
    if (!handle ||
        tjCompressFromYUVPlanes(handle, planes, picture->width, strides, picture->height, TJSAMP_420, &bytes,
                                &length, CLAMP(quality, 1, 100), TJFLAG_ACCURATEDCT) != 0) {
        g_set_error(error, JPEG_ERROR, JPEG_ERROR_FAILED, "making a JPEG of %d × %d: %s", picture->width,
                    picture->height, tjGetErrorStr2(handle));
        tjFree(bytes);
        return NULL;
    }
    return g_bytes_new_with_free_func(bytes, length, (GDestroyNotify)tjFree, bytes);
}
