//! What threads do and what they share, with the words that the record has for them.

/// Defines an enum and the words of its variants.
macro_rules! words {
    ($(#[$about:meta])* $name:ident { $($variant:ident = $word:literal,)+ }) => {
        $(#[$about])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub(crate) enum $name {
            $($variant,)+
        }

        impl $name {
            /// Returns the word that the record has for it.
            pub(super) const fn word(self) -> &'static str {
                match self {
                    $(Self::$variant => $word,)+
                }
            }
        }
    };
}

words!(
    /// What a step or another operation does, named after std's method where there is one.
    Action {
        CallOnce = "call_once",
        CallOnceForce = "call_once_force",
        ClearPoison = "clear_poison",
        CloneSender = "clone sender",
        CompareAndSwap = "compare_and_swap",
        CompareExchange = "compare_exchange",
        CompareExchangeWeak = "compare_exchange_weak",
        Downgrade = "downgrade",
        DropReceiver = "drop receiver",
        DropSender = "drop sender",
        End = "end",
        Exit = "exit",
        FetchAdd = "fetch_add",
        FetchAnd = "fetch_and",
        FetchByteAdd = "fetch_byte_add",
        FetchByteSub = "fetch_byte_sub",
        FetchMax = "fetch_max",
        FetchMin = "fetch_min",
        FetchNand = "fetch_nand",
        FetchNot = "fetch_not",
        FetchOr = "fetch_or",
        FetchPtrAdd = "fetch_ptr_add",
        FetchPtrSub = "fetch_ptr_sub",
        FetchSub = "fetch_sub",
        FetchXor = "fetch_xor",
        Force = "force",
        Get = "get",
        GetOrInit = "get_or_init",
        IsCompleted = "is_completed",
        IsFinished = "is_finished",
        IsPoisoned = "is_poisoned",
        Join = "join",
        Load = "load",
        Lock = "lock",
        NotifyAll = "notify_all",
        NotifyOne = "notify_one",
        Park = "park",
        ParkTimeout = "park_timeout",
        Print = "print",
        Read = "read",
        Recv = "recv",
        RecvTimeout = "recv_timeout",
        Scope = "scope",
        Send = "send",
        Set = "set",
        Sleep = "sleep",
        Store = "store",
        Swap = "swap",
        Take = "take",
        TryLock = "try_lock",
        TryRead = "try_read",
        TryRecv = "try_recv",
        TrySend = "try_send",
        TryWrite = "try_write",
        Unlock = "unlock",
        Unpark = "unpark",
        Untraced = "untraced",
        Wait = "wait",
        WaitForce = "wait_force",
        Write = "write",
        Yield = "yield",
    }
);

words!(
    /// The type of an object, without the type of its content.
    CellKind {
        AtomicBool = "AtomicBool",
        AtomicI8 = "AtomicI8",
        AtomicI16 = "AtomicI16",
        AtomicI32 = "AtomicI32",
        AtomicI64 = "AtomicI64",
        AtomicIsize = "AtomicIsize",
        AtomicPtr = "AtomicPtr",
        AtomicU8 = "AtomicU8",
        AtomicU16 = "AtomicU16",
        AtomicU32 = "AtomicU32",
        AtomicU64 = "AtomicU64",
        AtomicUsize = "AtomicUsize",
        Barrier = "Barrier",
        Channel = "channel",
        ChannelSpace = "channel-space",
        Condvar = "Condvar",
        LazyLock = "LazyLock",
        Mutex = "Mutex",
        Once = "Once",
        OnceCell = "OnceCell",
        OnceLock = "OnceLock",
        RefCell = "RefCell",
        RwLock = "RwLock",
        Stderr = "Stderr",
        Stdin = "Stdin",
        Stdout = "Stdout",
        SyncChannel = "sync_channel",
    }
);

impl CellKind {
    pub(super) const fn is_atomic(self) -> bool {
        matches!(
            self,
            Self::AtomicBool
                | Self::AtomicI8
                | Self::AtomicI16
                | Self::AtomicI32
                | Self::AtomicI64
                | Self::AtomicIsize
                | Self::AtomicPtr
                | Self::AtomicU8
                | Self::AtomicU16
                | Self::AtomicU32
                | Self::AtomicU64
                | Self::AtomicUsize
        )
    }
}
