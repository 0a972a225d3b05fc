/*
 * Counts the calls of one process that change files below a directory, and at the Nth of them kills the process, or lets the call fail.
 * Loaded with LD_PRELOAD; told what to do by the environment, or from one command to the next by a file that is written anew (struct control):
 *   FAULTS_CONTROL that file; without it, the others say the same for the whole process:
 *   FAULTS_ROOT   the directory, absolute and real
 *   FAULTS_AT     which call (from 1); 0 only counts
 *   FAULTS_KIND   kill: a write is cut in half, and the process ends; EIO: that call fails; ENOSPC, EDQUOT: it and every later one that takes space fails
 *   FAULTS_COUNT  a file that the count is written to
 *   FAULTS_COPIES a directory: what a kill at each call would leave is copied there, under the number of the call
 *   FAULTS_CLOCK  milliseconds since 1970 at which the clock stands still, so that two runs can be compared
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <spawn.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <sys/types.h>
#include <sys/uio.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

/* As trial.ts writes it. */
struct control {
  int64_t active;
  int64_t at;
  int64_t error; /* 0: kill */
  int64_t clock_ms;
  int64_t count;
  char root[PATH_MAX];
};

static struct control of_environment;
static struct control *control = &of_environment;
static int count_fd = -1;
static const char *copies;
extern char **environ;

enum taking { FREES, TAKES };

static int64_t error_named(const char *kind) {
  if (kind && strcmp(kind, "EIO") == 0) return EIO;
  if (kind && strcmp(kind, "ENOSPC") == 0) return ENOSPC;
  if (kind && strcmp(kind, "EDQUOT") == 0) return EDQUOT;
  return 0;
}

static void read_environment(const char *directory) {
  const char *at = getenv("FAULTS_AT");
  const char *file = getenv("FAULTS_COUNT");
  const char *clock = getenv("FAULTS_CLOCK");
  snprintf(control->root, sizeof control->root, "%s", directory);
  control->at = at ? atoll(at) : 0;
  control->error = error_named(getenv("FAULTS_KIND"));
  control->clock_ms = clock ? atoll(clock) : 0;
  copies = getenv("FAULTS_COPIES");
  if (file) count_fd = (int)syscall(SYS_openat, AT_FDCWD, file, O_CREAT | O_WRONLY | O_TRUNC | O_CLOEXEC, 0600);
  control->active = 1;
}

__attribute__((constructor)) static void begin(void) {
  const char *directory = getenv("FAULTS_ROOT");
  const char *file = getenv("FAULTS_CONTROL");
  /* What this process starts is not counted. */
  unsetenv("LD_PRELOAD");
  if (directory) read_environment(directory);
  else if (file) {
    int fd = (int)syscall(SYS_openat, AT_FDCWD, file, O_RDWR | O_CLOEXEC);
    void *shared = mmap(NULL, sizeof *control, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
    if (shared == MAP_FAILED) abort();
    control = shared;
    close(fd);
  }
  /* Before there is a signal whose handler writes. */
  write(-1, "", 0);
}

static int below(const char *path) {
  size_t length = strlen(control->root);
  return strncmp(path, control->root, length) == 0 && (path[length] == '/' || path[length] == 0);
}

static int fd_below(int fd) {
  char link[64], path[PATH_MAX];
  snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
  ssize_t length = readlink(link, path, sizeof path - 1);
  if (length <= 0) return 0;
  path[length] = 0;
  return below(path);
}

static int path_below(int directory, const char *path) {
  int fd;
  if (!path) return 0;
  if (sscanf(path, "/proc/self/fd/%d", &fd) == 1) return fd_below(fd);
  if (path[0] == '/') return below(path);
  if (directory != AT_FDCWD) return fd_below(directory);
  char here[PATH_MAX];
  return getcwd(here, sizeof here) && below(here);
}

/* 0: go on; 1: this is the call at which the process ends; -1: it fails, errno is set. */
static int fault(enum taking takes) {
  char text[32];
  int64_t now = __sync_add_and_fetch(&control->count, 1);
  if (count_fd >= 0) {
    int length = snprintf(text, sizeof text, "%lld", (long long)now);
    syscall(SYS_pwrite64, count_fd, text, (size_t)length, 0L);
  }
  if (control->at == 0 || now < control->at) return 0;
  if (control->error == 0) return now == control->at;
  if (control->error == EIO ? now != control->at : takes != TAKES) return 0;
  errno = (int)control->error;
  return -1;
}

static void end(void) {
  syscall(SYS_kill, getpid(), SIGKILL);
  for (;;) pause();
}

static void copy(void) {
  char target[PATH_MAX];
  pid_t child;
  snprintf(target, sizeof target, "%s/%lld", copies, (long long)control->count);
  char *command[] = {"cp", "-a", control->root, target, NULL};
  if (posix_spawnp(&child, "cp", NULL, NULL, command, environ) == 0) waitpid(child, NULL, 0);
}

/* Looked up once: dlsym takes a lock, and a handler of a signal (libuv's writes into a pipe) may come in the middle of that. */
#define NEXT(name)                                                      \
  ({                                                                    \
    static __typeof__(&name) next;                                      \
    if (!next) next = (__typeof__(&name))dlsym(RTLD_NEXT, #name);       \
    next;                                                               \
  })

/* A call that either happens or does not. */
#define WHOLE(condition, takes, call)      \
  do {                                     \
    if (control->active && (condition)) {           \
      int what = fault(takes);             \
      if (what < 0) return -1;             \
      if (what > 0) end();                 \
      if (copies) copy();                  \
    }                                      \
    return call;                           \
  } while (0)

ssize_t write(int fd, const void *data, size_t size) {
  if (control->active && fd > 2 && fd_below(fd)) {
    int what = fault(TAKES);
    if (what < 0) return -1;
    if (what > 0) {
      NEXT(write)(fd, data, size / 2);
      end();
    }
    if (copies) {
      ssize_t half = NEXT(write)(fd, data, size / 2);
      if (half < 0) return half;
      copy();
      ssize_t rest = NEXT(write)(fd, (const char *)data + half, size - (size_t)half);
      return rest < 0 ? rest : half + rest;
    }
  }
  return NEXT(write)(fd, data, size);
}

static ssize_t write_at(int fd, const void *data, size_t size, off64_t offset) {
  return syscall(SYS_pwrite64, fd, data, size, offset);
}

ssize_t pwrite64(int fd, const void *data, size_t size, off64_t offset) {
  if (control->active && fd_below(fd)) {
    int what = fault(TAKES);
    if (what < 0) return -1;
    if (what > 0) {
      write_at(fd, data, size / 2, offset);
      end();
    }
    if (copies) {
      write_at(fd, data, size / 2, offset);
      copy();
    }
  }
  return write_at(fd, data, size, offset);
}

ssize_t pwrite(int fd, const void *data, size_t size, off_t offset) { return pwrite64(fd, data, size, offset); }

ssize_t writev(int fd, const struct iovec *parts, int number) {
  WHOLE(fd > 2 && fd_below(fd), TAKES, NEXT(writev)(fd, parts, number));
}

int fsync(int fd) { WHOLE(fd_below(fd), FREES, NEXT(fsync)(fd)); }
int fdatasync(int fd) { WHOLE(fd_below(fd), FREES, NEXT(fdatasync)(fd)); }
int ftruncate64(int fd, off64_t size) { WHOLE(fd_below(fd), FREES, (int)syscall(SYS_ftruncate, fd, size)); }
int ftruncate(int fd, off_t size) { return ftruncate64(fd, size); }
int mkdir(const char *path, mode_t mode) { WHOLE(path_below(AT_FDCWD, path), TAKES, NEXT(mkdir)(path, mode)); }
int rmdir(const char *path) { WHOLE(path_below(AT_FDCWD, path), FREES, NEXT(rmdir)(path)); }
int unlink(const char *path) { WHOLE(path_below(AT_FDCWD, path), FREES, NEXT(unlink)(path)); }
int rename(const char *from, const char *to) { WHOLE(path_below(AT_FDCWD, to), FREES, NEXT(rename)(from, to)); }
int link(const char *from, const char *to) { WHOLE(path_below(AT_FDCWD, to), TAKES, NEXT(link)(from, to)); }

static int open_counted(int directory, const char *path, int flags, mode_t mode) {
  /* Only what makes a file: an open that waits for its first write changes nothing. */
  WHOLE((flags & O_CREAT) && path_below(directory, path), TAKES, (int)syscall(SYS_openat, directory, path, flags, mode));
}

#define MODE(flags)                                      \
  mode_t mode = 0;                                       \
  if ((flags) & (O_CREAT | __O_TMPFILE)) {               \
    va_list rest;                                        \
    va_start(rest, flags);                               \
    mode = (mode_t)va_arg(rest, int);                    \
    va_end(rest);                                        \
  }

int open(const char *path, int flags, ...) {
  MODE(flags)
  return open_counted(AT_FDCWD, path, flags, mode);
}
int open64(const char *path, int flags, ...) {
  MODE(flags)
  return open_counted(AT_FDCWD, path, flags | O_LARGEFILE, mode);
}
int openat(int directory, const char *path, int flags, ...) {
  MODE(flags)
  return open_counted(directory, path, flags, mode);
}

int clock_gettime(clockid_t id, struct timespec *time) {
  if (control->active && control->clock_ms && (id == CLOCK_REALTIME || id == CLOCK_REALTIME_COARSE)) {
    time->tv_sec = control->clock_ms / 1000;
    time->tv_nsec = (control->clock_ms % 1000) * 1000000;
    return 0;
  }
  return (int)syscall(SYS_clock_gettime, id, time);
}

int gettimeofday(struct timeval *restrict time, void *restrict zone) {
  if (control->active && control->clock_ms) {
    time->tv_sec = control->clock_ms / 1000;
    time->tv_usec = (control->clock_ms % 1000) * 1000;
    return 0;
  }
  return (int)syscall(SYS_gettimeofday, time, zone);
}
