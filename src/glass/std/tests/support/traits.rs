//! Whether a type implements a trait, or doesn't, as the compiler decides.

/// Compiles if the types have these traits.
#[macro_export]
macro_rules! assert_has {
    ($($of:ty: $($bound:path),+;)*) => {
        $({
            #[allow(dead_code)]
            fn check() {
                $({
                    fn has<T: ?Sized + $bound>() {}
                    has::<$of>();
                })+
            }
        })*
    };
}

/// Compiles if the types do not have these traits: with them, there are two ways to read the last line.
#[macro_export]
macro_rules! assert_has_not {
    ($($of:ty: $($bound:path),+;)*) => {
        $($({
            trait Ambiguous<A> {
                fn item() {}
            }
            struct Second;
            impl<T: ?Sized> Ambiguous<()> for T {}
            impl<T: ?Sized + $bound> Ambiguous<Second> for T {}
            let _ = <$of as Ambiguous<_>>::item;
        })+)*
    };
}
