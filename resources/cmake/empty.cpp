// The precompiled header targets need a source file.
int loopscopeEmpty = 0;
