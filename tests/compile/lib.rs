//! What the compiler says to programs that use the library: wrong ones in `ui/`, right ones in `pass/`.
