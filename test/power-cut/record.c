/*
 * Loaded into a gateway by the dynamic linker (LD_PRELOAD): writes down, in one order, what reaches the files of a
 * folder, when the system confirms that it is on the disk, and what comes and goes over sockets. disk.ts makes of it
 * what a disk may hold after a power cut.
 *
 * POWER_CUT_FOLDER: the folder, absolute. POWER_CUT_LOG: the file to write. Each record, little-endian: kind (1 byte),
 * file or descriptor (4), offset (8), length (4), payload. Kinds: F a file is opened (payload: name), W bytes at an
 * offset, T a new size (offset), S on the disk (offset: records written before the sync began), U a name is removed,
 * I bytes from a socket, N bytes that are about to go to a socket, C it is another socket from now on. A write is
 * recorded when the system has taken it, a sync when it has ended, and bytes to a socket before they go, so that the
 * record never flatters.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <unistd.h>

enum { max_descriptors = 65536, max_files = 4096, max_name = 512 };

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static int log_to = -1;
static uint64_t records;
static const char *folder;
static char names[max_files][max_name];
static int files;
/*
 * By descriptor: -1 of no interest, -2 a socket, otherwise the number of a file from 1; for what has this inode: Node
 * closes descriptors by a system call of its own, which cannot be followed.
 */
static struct { int kind; ino_t inode; } descriptors[max_descriptors];

#define REAL(name) \
  static __typeof__(name) *real; \
  if (real == NULL) real = (__typeof__(name) *)dlsym(RTLD_NEXT, #name)

static void write_all(const void *bytes, size_t length) {
  REAL(write);
  while (length > 0) {
    ssize_t done = real(log_to, bytes, length);
    if (done <= 0) abort();
    bytes = (const char *)bytes + done;
    length -= (size_t)done;
  }
}

/* The caller holds the lock. */
static void put(char kind, uint32_t of, uint64_t offset, const struct iovec *parts, int count, size_t length) {
  unsigned char head[17];
  uint32_t size = (uint32_t)length;
  head[0] = (unsigned char)kind;
  memcpy(head + 1, &of, 4);
  memcpy(head + 5, &offset, 8);
  memcpy(head + 13, &size, 4);
  write_all(head, sizeof head);
  for (int index = 0; index < count && length > 0; index++) {
    size_t some = parts[index].iov_len < length ? parts[index].iov_len : length;
    write_all(parts[index].iov_base, some);
    length -= some;
  }
  records++;
}

static void record(char kind, uint32_t of, uint64_t offset, const struct iovec *parts, int count, size_t length) {
  pthread_mutex_lock(&lock);
  put(kind, of, offset, parts, count, length);
  pthread_mutex_unlock(&lock);
}

static void record_bytes(char kind, uint32_t of, uint64_t offset, const void *bytes, size_t length) {
  struct iovec part = {(void *)bytes, length};
  record(kind, of, offset, &part, 1, length);
}

static int find_file(const char *name) {
  pthread_mutex_lock(&lock);
  int found = 0;
  for (int index = 0; index < files && found == 0; index++)
    if (strcmp(names[index], name) == 0) found = index + 1;
  if (found == 0 && files < max_files && strlen(name) < max_name) {
    strcpy(names[files], name);
    found = ++files;
    struct iovec part = {(void *)name, strlen(name)};
    put('F', (uint32_t)found, 0, &part, 1, strlen(name));
  }
  pthread_mutex_unlock(&lock);
  return found;
}

/* The name within the folder, "." for the folder itself, NULL for others. */
static const char *name_within(const char *path) {
  size_t length = folder == NULL ? 0 : strlen(folder);
  if (length == 0 || strncmp(path, folder, length) != 0) return NULL;
  if (path[length] == 0) return ".";
  return path[length] == '/' ? path + length + 1 : NULL;
}

static void opened(int descriptor, const char *path) {
  struct stat about;
  if (log_to < 0 || descriptor < 0 || descriptor >= max_descriptors || fstat(descriptor, &about) != 0) return;
  const char *name = name_within(path);
  descriptors[descriptor].inode = about.st_ino;
  descriptors[descriptor].kind = name == NULL ? -1 : find_file(name);
}

static int kind(int descriptor) {
  struct stat about;
  if (log_to < 0 || descriptor < 0 || descriptor >= max_descriptors || fstat(descriptor, &about) != 0) return -1;
  if (descriptors[descriptor].inode != about.st_ino) {
    descriptors[descriptor].inode = about.st_ino;
    descriptors[descriptor].kind = S_ISSOCK(about.st_mode) ? -2 : -1;
    if (S_ISSOCK(about.st_mode)) record_bytes('C', (uint32_t)descriptor, 0, "", 0);
  }
  return descriptors[descriptor].kind;
}

__attribute__((constructor)) static void begin(void) {
  const char *path = getenv("POWER_CUT_LOG");
  folder = getenv("POWER_CUT_FOLDER");
  if (path == NULL || folder == NULL) return;
  log_to = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
  /* Programs that it starts are not followed. */
  unsetenv("LD_PRELOAD");
}

int open64(const char *path, int flags, ...) {
  REAL(open64);
  va_list rest;
  va_start(rest, flags);
  int mode = (flags & (O_CREAT | O_TMPFILE)) != 0 ? va_arg(rest, int) : 0;
  va_end(rest);
  int descriptor = real(path, flags, mode);
  opened(descriptor, path);
  return descriptor;
}

int open(const char *path, int flags, ...) {
  va_list rest;
  va_start(rest, flags);
  int mode = (flags & (O_CREAT | O_TMPFILE)) != 0 ? va_arg(rest, int) : 0;
  va_end(rest);
  return open64(path, flags | O_LARGEFILE, mode);
}

/* Without an offset, the file's own position before the write: the gateway's files are written at offsets. */
static off_t position(int descriptor) { return lseek(descriptor, 0, SEEK_CUR); }

static ssize_t written(int descriptor, off_t offset, const struct iovec *parts, int count, ssize_t done) {
  if (done > 0) record('W', (uint32_t)descriptors[descriptor].kind, (uint64_t)offset, parts, count, (size_t)done);
  return done;
}

ssize_t pwrite64(int descriptor, const void *bytes, size_t length, off64_t offset) {
  REAL(pwrite64);
  ssize_t done = real(descriptor, bytes, length, offset);
  struct iovec part = {(void *)bytes, length};
  return kind(descriptor) > 0 ? written(descriptor, offset, &part, 1, done) : done;
}

ssize_t pwritev64(int descriptor, const struct iovec *parts, int count, off64_t offset) {
  REAL(pwritev64);
  ssize_t done = real(descriptor, parts, count, offset);
  return kind(descriptor) > 0 ? written(descriptor, offset, parts, count, done) : done;
}

ssize_t write(int descriptor, const void *bytes, size_t length) {
  REAL(write);
  int of = descriptor == log_to ? -1 : kind(descriptor);
  if (of == -2) record_bytes('N', (uint32_t)descriptor, 0, bytes, length);
  off_t offset = of > 0 ? position(descriptor) : 0;
  ssize_t done = real(descriptor, bytes, length);
  struct iovec part = {(void *)bytes, length};
  return of > 0 ? written(descriptor, offset, &part, 1, done) : done;
}

static size_t length_of(const struct iovec *parts, size_t count) {
  size_t length = 0;
  for (size_t index = 0; index < count; index++) length += parts[index].iov_len;
  return length;
}

ssize_t writev(int descriptor, const struct iovec *parts, int count) {
  REAL(writev);
  int of = kind(descriptor);
  if (of == -2) record('N', (uint32_t)descriptor, 0, parts, count, length_of(parts, (size_t)count));
  off_t offset = of > 0 ? position(descriptor) : 0;
  ssize_t done = real(descriptor, parts, count);
  return of > 0 ? written(descriptor, offset, parts, count, done) : done;
}

ssize_t sendmsg(int descriptor, const struct msghdr *message, int flags) {
  REAL(sendmsg);
  if (kind(descriptor) == -2) {
    size_t length = length_of(message->msg_iov, message->msg_iovlen);
    record('N', (uint32_t)descriptor, 0, message->msg_iov, (int)message->msg_iovlen, length);
  }
  return real(descriptor, message, flags);
}

ssize_t send(int descriptor, const void *bytes, size_t length, int flags) {
  REAL(send);
  if (kind(descriptor) == -2) record_bytes('N', (uint32_t)descriptor, 0, bytes, length);
  return real(descriptor, bytes, length, flags);
}

ssize_t read(int descriptor, void *bytes, size_t length) {
  REAL(read);
  ssize_t done = real(descriptor, bytes, length);
  if (done > 0 && kind(descriptor) == -2) record_bytes('I', (uint32_t)descriptor, 0, bytes, (size_t)done);
  return done;
}

int ftruncate64(int descriptor, off64_t length) {
  REAL(ftruncate64);
  int result = real(descriptor, length);
  if (result == 0 && kind(descriptor) > 0)
    record_bytes('T', (uint32_t)descriptors[descriptor].kind, (uint64_t)length, "", 0);
  return result;
}

int unlink(const char *path) {
  REAL(unlink);
  int result = real(path);
  const char *name = log_to >= 0 && result == 0 ? name_within(path) : NULL;
  if (name != NULL) record_bytes('U', (uint32_t)find_file(name), 0, "", 0);
  return result;
}

static uint64_t records_now(void) {
  pthread_mutex_lock(&lock);
  uint64_t now = records;
  pthread_mutex_unlock(&lock);
  return now;
}

/* Of writes that begin while it runs, none counts as confirmed. */
static int synced(int descriptor, int (*real)(int)) {
  uint64_t before = records_now();
  int result = real(descriptor);
  if (result == 0 && kind(descriptor) > 0) record_bytes('S', (uint32_t)descriptors[descriptor].kind, before, "", 0);
  return result;
}

int fdatasync(int descriptor) {
  REAL(fdatasync);
  return synced(descriptor, real);
}

int fsync(int descriptor) {
  REAL(fsync);
  return synced(descriptor, real);
}
