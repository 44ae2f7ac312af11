//! Whether a type implements a trait, as a value: so that "not `Sync`" can be checked on both sides.

/// `implements!(T: Send)`.
macro_rules! implements {
    ($type:ty: $($bound:tt)+) => {{
        struct Probe<T: ?Sized>(::std::marker::PhantomData<T>);
        #[allow(dead_code, reason = "only one of the two is looked at")]
        trait Not {
            const IT: bool = false;
        }
        impl<T: ?Sized> Not for Probe<T> {}
        #[allow(dead_code, reason = "only one of the two is looked at")]
        impl<T: ?Sized + $($bound)+> Probe<T> {
            const IT: bool = true;
        }
        <Probe<$type>>::IT
    }};
}
pub(crate) use implements;
