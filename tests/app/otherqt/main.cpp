// A program of another Qt version: it must run on.
extern "C" void makeApplication();

int main()
{
    makeApplication();
    return 5;
}
