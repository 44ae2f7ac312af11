//! Writing to an unlocked stream, which locks it for each call.

/// Implements `Write` for a stream and for a reference to it; each call locks the stream.
macro_rules! through_a_lock {
    ($stream:ty, $lock:ident) => {
        impl ::std::io::Write for $stream {
            super::writing::through_a_lock!(@methods $lock);
        }

        impl ::std::io::Write for &$stream {
            super::writing::through_a_lock!(@methods $lock);
        }
    };
    (@methods $lock:ident) => {
        #[track_caller]
        fn write(&mut self, buf: &[u8]) -> ::std::io::Result<usize> {
            self.$lock().write(buf)
        }

        #[track_caller]
        fn write_vectored(&mut self, bufs: &[::std::io::IoSlice<'_>]) -> ::std::io::Result<usize> {
            self.$lock().write_vectored(bufs)
        }

        #[track_caller]
        fn flush(&mut self) -> ::std::io::Result<()> {
            self.$lock().flush()
        }

        #[track_caller]
        fn write_all(&mut self, buf: &[u8]) -> ::std::io::Result<()> {
            self.$lock().write_all(buf)
        }

        #[track_caller]
        fn write_fmt(&mut self, arguments: ::std::fmt::Arguments<'_>) -> ::std::io::Result<()> {
            self.$lock().write_fmt(arguments)
        }
    };
}

pub(super) use through_a_lock;
