//! The methods of all atomics, in one macro, because std has no trait for them.
//!
//! The drop of the tag is never recorded: genuine atomics have no `Drop`, so they may be in constants and in thread-locals
//! that are used until their thread exits.

macro_rules! common_to_atomics {
    ($name:ident $(<$of:ident>)?, $value:ty) => {
        impl$(<$of>)? $name$(<$of>)? {
            fn id(&self) -> crate::rt::Id {
                self.tag.id_in::<$value>(crate::rt::CellKind::$name, crate::rt::place_of(self))
            }

            /// std's `get_mut`.
            pub fn get_mut(&mut self) -> &mut $value {
                self.inner.get_mut()
            }

            /// std's `into_inner`.
            pub const fn into_inner(self) -> $value {
                self.inner.into_inner()
            }

            /// std's `as_ptr`.
            pub const fn as_ptr(&self) -> *mut $value {
                self.inner.as_ptr()
            }

            /// std's `load`.
            #[track_caller]
            pub fn load(&self, order: Ordering) -> $value {
                look(self.id(), Action::Load, order, || self.inner.load(order))
            }

            /// std's `store`.
            #[track_caller]
            pub fn store(&self, value: $value, order: Ordering) {
                change(self.id(), Action::Store, order, || {
                    let old = self.inner.load(Ordering::SeqCst);
                    self.inner.store(value, order);
                    (old, value)
                });
            }

            /// std's `swap`.
            #[track_caller]
            pub fn swap(&self, value: $value, order: Ordering) -> $value {
                change(self.id(), Action::Swap, order, || {
                    (self.inner.swap(value, order), value)
                })
            }

            /// std's `compare_and_swap`.
            #[deprecated(
                since = "1.50.0",
                note = "Use `compare_exchange` or `compare_exchange_weak` instead"
            )]
            #[track_caller]
            pub fn compare_and_swap(
                &self,
                current: $value,
                new: $value,
                order: Ordering,
            ) -> $value {
                let result = exchange(self.id(), Action::CompareAndSwap, (current, new), || {
                    #[expect(deprecated, reason = "it knows the ordering of its failure")]
                    let found = self.inner.compare_and_swap(current, new, order);
                    if found == current { Ok(found) } else { Err(found) }
                });
                result.unwrap_or_else(|found| found)
            }

            /// std's `compare_exchange`.
            ///
            /// # Errors
            /// As std's.
            #[track_caller]
            pub fn compare_exchange(
                &self,
                current: $value,
                new: $value,
                success: Ordering,
                failure: Ordering,
            ) -> Result<$value, $value> {
                exchange(self.id(), Action::CompareExchange, (current, new), || {
                    self.inner.compare_exchange(current, new, success, failure)
                })
            }

            /// std's `compare_exchange_weak`, which never fails spuriously here, so that a schedule can be replayed.
            ///
            /// # Errors
            /// As std's.
            #[track_caller]
            pub fn compare_exchange_weak(
                &self,
                current: $value,
                new: $value,
                success: Ordering,
                failure: Ordering,
            ) -> Result<$value, $value> {
                exchange(self.id(), Action::CompareExchangeWeak, (current, new), || {
                    self.inner.compare_exchange(current, new, success, failure)
                })
            }

            /// std's `fetch_update`: a load and exchanges, between which other threads may run.
            ///
            /// # Errors
            /// As std's.
            #[track_caller]
            pub fn fetch_update<F>(
                &self,
                set_order: Ordering,
                fetch_order: Ordering,
                f: F,
            ) -> Result<$value, $value>
            where
                F: FnMut($value) -> Option<$value>,
            {
                self.try_update(set_order, fetch_order, f)
            }

            /// std's `try_update`.
            ///
            /// # Errors
            /// As std's.
            #[track_caller]
            pub fn try_update(
                &self,
                set_order: Ordering,
                fetch_order: Ordering,
                mut f: impl FnMut($value) -> Option<$value>,
            ) -> Result<$value, $value> {
                let mut seen = self.load(fetch_order);
                while let Some(next) = f(seen) {
                    match self.compare_exchange_weak(seen, next, set_order, fetch_order) {
                        Ok(old) => return Ok(old),
                        Err(found) => seen = found,
                    }
                }
                Err(seen)
            }

            /// std's `update`.
            #[track_caller]
            pub fn update(
                &self,
                set_order: Ordering,
                fetch_order: Ordering,
                mut f: impl FnMut($value) -> $value,
            ) -> $value {
                let mut seen = self.load(fetch_order);
                loop {
                    match self.compare_exchange_weak(seen, f(seen), set_order, fetch_order) {
                        Ok(old) => return old,
                        Err(found) => seen = found,
                    }
                }
            }
        }

        impl$(<$of>)? From<$value> for $name$(<$of>)? {
            #[track_caller]
            fn from(value: $value) -> Self {
                Self::new(value)
            }
        }

        impl$(<$of>)? fmt::Debug for $name$(<$of>)? {
            #[track_caller]
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                fmt::Debug::fmt(&self.load(Ordering::Relaxed), f)
            }
        }
    };
}

/// Operations that return the old value and store a new one, by their names in std.
macro_rules! fetches {
    ($value:ty; $($method:ident($argument:ty) = $action:ident),+ $(,)?) => {
        $(
            #[doc = concat!("std's `", stringify!($method), "`.")]
            #[track_caller]
            pub fn $method(&self, value: $argument, order: Ordering) -> $value {
                change(self.id(), Action::$action, order, || {
                    let old = self.inner.$method(value, order);
                    (old, self.inner.load(Ordering::SeqCst))
                })
            }
        )+
    };
}
