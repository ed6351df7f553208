#include "catalog/store/store_internal.h"

#include <sys/vfs.h>

/* From linux/magic.h and the file systems' own sources; SMB2, Ceph and the like are missing in older headers.
 */
static const struct {
    guint64 magic;
    const char *name;
} network_file_systems[] = {
    { 0x00006969, "NFS" },   { 0x0000517B, "SMB" },    { 0xFF534D42, "SMB" }, /* CIFS */
    { 0xFE534D42, "SMB" },                                                    /* SMB2 and later */
    { 0x01021997, "9p" },    { 0x65735546, "FUSE" }, /* sshfs, rclone, many a NAS client */
    { 0x00C36400, "Ceph" },  { 0x5346414F, "AFS" },    { 0x6B414653, "kAFS" }, { 0x73757245, "Coda" },
    { 0x0000564C, "NCP" },   { 0x0BD00BD0, "Lustre" }, { 0x47504653, "GPFS" }, { 0x01161970, "GFS2" },
    { 0x7461636F, "OCFS2" }, { 0x786F4256, "vboxsf" }, /* VirtualBox shared folders */
};

/* NULL: none of them. */
static const char *network_name(guint64 magic)
{
    for (gsize i = 0; i < G_N_ELEMENTS(network_file_systems); i++) {
        if (network_file_systems[i].magic == magic)
            return network_file_systems[i].name;
    }
    return NULL;
}

Journal journal_for_file_system(guint64 magic)
{
    return network_name(magic) ? JOURNAL_ROLLBACK : JOURNAL_WAL;
}

Journal journal_for(const char *dir)
{
    struct statfs info;

    if (statfs(dir, &info) != 0)
        return JOURNAL_ROLLBACK; /* which works everywhere */
    return journal_for_file_system((guint32)info.f_type);
}

const char *store_network_name(const char *dir)
{
    struct statfs info;

    return statfs(dir, &info) == 0 ? network_name((guint32)info.f_type) : NULL;
}
